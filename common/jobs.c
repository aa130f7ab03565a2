#include "common/jobs.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/diag.h"
#include "common/xalloc.h"

/* Some libc give 128 KiB, and rules nest. */
#define STACK ((size_t)2 * 1024 * 1024)

enum state { VACANT, WAITING, AT_WORK, PAUSED, FINISHED };

struct worker {
	struct jobs *jobs;
	pthread_t thread;
	void *context;
	size_t number; /* of the item it has */
	struct diag_diversion diversion;
};

/* Items are numbered as they are given; number n is in slot n % slots. Numbers and states
 * change under the lock; the item itself belongs to a thread from WAITING to PAUSED or FINISHED,
 * else to the main one. */
struct jobs {
	const struct jobs_work *work;
	char *items;
	size_t size, slots;
	enum state *states;
	size_t oldest, untaken, next; /* to be taken, to be worked on, to be given */

	pthread_mutex_t lock;
	pthread_cond_t given;  /* for threads without an item, */
	pthread_cond_t taken;  /* and for those that paused */
	bool quit;
	_Atomic bool cancelled;

	int event[2];          /* two sockets: a byte waits in the first if notified */
	bool notified;

	bool died;
	enum status status;
	char last_words[256];
	size_t last_words_n;

	struct worker *workers;
	size_t count;
};

static void
notify(struct jobs *jobs)
{
	if (!jobs->notified)
		(void)!send(jobs->event[1], "", 1, MSG_NOSIGNAL);
	jobs->notified = true;
}

static void
set_state(struct jobs *jobs, size_t number, enum state state)
{
	jobs->states[number % jobs->slots] = state;
	if (number == jobs->oldest && state >= PAUSED)
		notify(jobs);
}

static void *
item_at(const struct jobs *jobs, size_t number)
{
	return jobs->items + number % jobs->slots * jobs->size;
}

static void
say(void *context, const char *line, size_t n)
{
	struct worker *worker = context;

	worker->jobs->work->say(item_at(worker->jobs, worker->number), line, n);
}

/* The main thread may be in the middle of a write, so it is asked to end the
 * process. Until then this thread sleeps; it holds no lock. */
static void
die_there(void *context, enum status status, const char *line, size_t n)
{
	struct worker *worker = context;
	struct jobs *jobs = worker->jobs;

	pthread_mutex_lock(&jobs->lock);
	if (!jobs->died) {
		jobs->died = true;
		jobs->status = status;
		jobs->last_words_n = n < sizeof(jobs->last_words) ? n : sizeof(jobs->last_words);
		memcpy(jobs->last_words, line, jobs->last_words_n);
		jobs->last_words[jobs->last_words_n - 1] = '\n';
		notify(jobs);
	}
	pthread_mutex_unlock(&jobs->lock);
	for (;;)
		pause();
}

static void *
run(void *argument)
{
	struct worker *worker = argument;
	struct jobs *jobs = worker->jobs;

	diag_divert(&worker->diversion);
	pthread_mutex_lock(&jobs->lock);
	for (;;) {
		while (!jobs->quit && jobs->untaken == jobs->next)
			pthread_cond_wait(&jobs->given, &jobs->lock);
		if (jobs->quit)
			break;
		worker->number = jobs->untaken++;
		set_state(jobs, worker->number, AT_WORK);
		pthread_mutex_unlock(&jobs->lock);
		jobs->work->run(item_at(jobs, worker->number), worker->context, worker);
		pthread_mutex_lock(&jobs->lock);
		set_state(jobs, worker->number, FINISHED);
	}
	pthread_mutex_unlock(&jobs->lock);
	return NULL;
}

void
worker_pause(struct worker *worker)
{
	struct jobs *jobs = worker->jobs;

	pthread_mutex_lock(&jobs->lock);
	set_state(jobs, worker->number, PAUSED);
	while (!jobs->quit && jobs->states[worker->number % jobs->slots] == PAUSED)
		pthread_cond_wait(&jobs->taken, &jobs->lock);
	pthread_mutex_unlock(&jobs->lock);
}

bool
worker_cancelled(const struct worker *worker)
{
	return atomic_load_explicit(&worker->jobs->cancelled, memory_order_relaxed);
}

/* As many threads as there can be. */
static void
start(struct jobs *jobs, size_t count, void *const contexts[])
{
	pthread_attr_t attributes;
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK);
	for (size_t i = 0; i < count; i++) {
		struct worker *worker = &jobs->workers[i];

		*worker = (struct worker){
			.jobs = jobs, .context = contexts[i], .diversion = {say, die_there, worker}};
		if (pthread_create(&worker->thread, &attributes, run, worker) != 0)
			break;
		jobs->count++;
	}
	pthread_attr_destroy(&attributes);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct jobs *
jobs_new(const struct jobs_work *work, size_t count, void *const contexts[], void *items, size_t size)
{
	struct jobs *jobs = xcalloc(1, sizeof(*jobs));

	jobs->work = work;
	jobs->items = items;
	jobs->size = size;
	jobs->slots = 2 * count;
	jobs->states = xcalloc(jobs->slots, sizeof(*jobs->states));
	jobs->workers = xcalloc(count, sizeof(*jobs->workers));
	pthread_mutex_init(&jobs->lock, NULL);
	pthread_cond_init(&jobs->given, NULL);
	pthread_cond_init(&jobs->taken, NULL);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, jobs->event) != 0)
		jobs->event[0] = jobs->event[1] = -1;
	else
		start(jobs, count, contexts);
	if (jobs->count > 0)
		return jobs;
	jobs_free(jobs);
	return NULL;
}

void
jobs_free(struct jobs *jobs)
{
	if (jobs == NULL)
		return;
	atomic_store(&jobs->cancelled, true);
	pthread_mutex_lock(&jobs->lock);
	jobs->quit = true;
	pthread_cond_broadcast(&jobs->given);
	pthread_cond_broadcast(&jobs->taken);
	pthread_mutex_unlock(&jobs->lock);
	for (size_t i = 0; i < jobs->count; i++)
		pthread_join(jobs->workers[i].thread, NULL);
	if (jobs->event[0] >= 0) {
		close(jobs->event[0]);
		close(jobs->event[1]);
	}
	pthread_cond_destroy(&jobs->taken);
	pthread_cond_destroy(&jobs->given);
	pthread_mutex_destroy(&jobs->lock);
	free(jobs->workers);
	free(jobs->states);
	free(jobs);
}

size_t
jobs_pending(const struct jobs *jobs)
{
	return jobs->next - jobs->oldest; /* both change in this thread only */
}

void *
jobs_vacant(const struct jobs *jobs)
{
	return jobs_pending(jobs) < jobs->slots ? item_at(jobs, jobs->next) : NULL;
}

void
jobs_give(struct jobs *jobs)
{
	pthread_mutex_lock(&jobs->lock);
	set_state(jobs, jobs->next++, WAITING);
	pthread_cond_signal(&jobs->given);
	pthread_mutex_unlock(&jobs->lock);
}

void *
jobs_ready(struct jobs *jobs, bool *finished)
{
	enum state state = VACANT;
	bool died;
	char byte;

	pthread_mutex_lock(&jobs->lock);
	if (jobs->notified)
		(void)!recv(jobs->event[0], &byte, 1, 0);
	jobs->notified = false;
	died = jobs->died;
	if (jobs->oldest != jobs->next)
		state = jobs->states[jobs->oldest % jobs->slots];
	pthread_mutex_unlock(&jobs->lock);
	if (died) {
		diag_line(jobs->last_words, jobs->last_words_n);
		exit(jobs->status);
	}
	*finished = state == FINISHED;
	return state >= PAUSED ? item_at(jobs, jobs->oldest) : NULL;
}

void
jobs_drop(struct jobs *jobs)
{
	enum state *state;

	pthread_mutex_lock(&jobs->lock);
	state = &jobs->states[jobs->oldest % jobs->slots];
	if (*state == PAUSED) {
		*state = AT_WORK;
		pthread_cond_broadcast(&jobs->taken);
	} else {
		*state = VACANT;
		jobs->oldest++;
	}
	pthread_mutex_unlock(&jobs->lock);
}

void
jobs_wait(struct jobs *jobs)
{
	struct pollfd wait = {.fd = jobs->event[0], .events = POLLIN};

	/* Interrupted or not: the caller looks. */
	(void)poll(&wait, 1, -1);
}

const int *
jobs_event(const struct jobs *jobs)
{
	return &jobs->event[0];
}
