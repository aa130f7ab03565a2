/* The version, in an object of its own so that a new one rebuilds little. */
#ifndef VERSION_H
#define VERSION_H

extern const char watchline_version[];

#endif
