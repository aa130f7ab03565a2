"""Writes its port to the first file, and a line to the second for each connection made to it."""
import socket
import sys

listener = socket.create_server(("127.0.0.1", 0))
with open(sys.argv[1], "w") as port:
    print(listener.getsockname()[1], file=port)
while True:
    connection = listener.accept()[0]
    connection.settimeout(2)
    try:
        asked = connection.recv(4096)
        connection.sendall(b"HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    except OSError:
        asked = b""
    with open(sys.argv[2], "a") as log:
        print(ascii(asked.split(b"\r\n")[0]), file=log)
    connection.close()
