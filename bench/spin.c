/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loads the CPUs exactly as told and says exactly when: one line in, one load, one line out.
 *
 *   in:   all MS | one MS | duty MS PERIOD_US PERCENT | idle MS | end
 *   out:  KIND START END BUSY      (START and END in nanoseconds since 1970, BUSY in CPU nanoseconds over all threads)
 *
 * One thread per CPU, pinned, so that "all" leaves no CPU idle. START is when the last thread began to spin and END when the first one stopped: the
 * time for which every CPU was certainly taken. Waiting threads sleep on a barrier and cost nothing.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum kind { ALL, ONE, DUTY };

static struct {
    enum kind kind;
    long long until;  /* monotonic nanoseconds */
    long long period; /* nanoseconds, DUTY only */
    int percent;
    int over;
} job;

struct worker {
    pthread_t thread;
    int index, cpu;
    long long began, ended, busy; /* began and ended: realtime nanoseconds, 0 where the worker had no part */
};

static pthread_barrier_t start_line, finish_line;

static long long now(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void spin_until(long long monotonic) {
    while (now(CLOCK_MONOTONIC) < monotonic) {
    }
}

static void sleep_until(long long monotonic) {
    struct timespec t = {monotonic / 1000000000LL, monotonic % 1000000000LL};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

static void *work(void *argument) {
    struct worker *self = argument;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(self->cpu, &set);
    pthread_setaffinity_np(pthread_self(), sizeof set, &set);
    for (;;) {
        pthread_barrier_wait(&start_line);
        if (job.over) return NULL;
        self->began = self->ended = self->busy = 0;
        if (job.kind != ONE || self->index == 0) {
            long long cpu = now(CLOCK_THREAD_CPUTIME_ID);
            self->began = now(CLOCK_REALTIME);
            if (job.kind == DUTY) {
                long long edge = now(CLOCK_MONOTONIC);
                while (edge < job.until) {
                    spin_until(edge + job.period * job.percent / 100);
                    edge += job.period;
                    sleep_until(edge);
                }
            } else {
                spin_until(job.until);
            }
            self->ended = now(CLOCK_REALTIME);
            self->busy = now(CLOCK_THREAD_CPUTIME_ID) - cpu;
        }
        pthread_barrier_wait(&finish_line);
    }
}

int main(void) {
    cpu_set_t allowed;
    sched_getaffinity(0, sizeof allowed, &allowed);
    int count = CPU_COUNT(&allowed);
    struct worker *workers = calloc(count, sizeof *workers);
    pthread_barrier_init(&start_line, NULL, count + 1);
    pthread_barrier_init(&finish_line, NULL, count + 1);
    for (int i = 0, cpu = 0; i < count; cpu++) {
        if (!CPU_ISSET(cpu, &allowed)) continue;
        workers[i].index = i;
        workers[i].cpu = cpu;
        pthread_create(&workers[i].thread, NULL, work, &workers[i]);
        i++;
    }
    char line[128], kind[16];
    while (fgets(line, sizeof line, stdin) != NULL) {
        double milliseconds = 0, period = 0;
        int percent = 0;
        if (sscanf(line, "%15s %lf %lf %d", kind, &milliseconds, &period, &percent) < 1 || strcmp(kind, "end") == 0) break;
        long long until = now(CLOCK_MONOTONIC) + (long long)(milliseconds * 1e6);
        if (strcmp(kind, "idle") == 0) {
            long long began = now(CLOCK_REALTIME);
            sleep_until(until);
            printf("idle %lld %lld 0\n", began, now(CLOCK_REALTIME));
            fflush(stdout);
            continue;
        }
        job.kind = strcmp(kind, "one") == 0 ? ONE : strcmp(kind, "duty") == 0 ? DUTY : ALL;
        job.until = until;
        job.period = (long long)(period * 1e3);
        job.percent = percent;
        pthread_barrier_wait(&start_line);
        pthread_barrier_wait(&finish_line);
        long long began = 0, ended = 0, busy = 0;
        for (int i = 0; i < count; i++) {
            if (workers[i].began == 0) continue;
            if (workers[i].began > began) began = workers[i].began;
            if (ended == 0 || workers[i].ended < ended) ended = workers[i].ended;
            busy += workers[i].busy;
        }
        printf("%s %lld %lld %lld\n", kind, began, ended, busy);
        fflush(stdout);
    }
    job.over = 1;
    pthread_barrier_wait(&start_line);
    for (int i = 0; i < count; i++) pthread_join(workers[i].thread, NULL);
    return 0;
}
