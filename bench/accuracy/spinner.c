// SPDX-License-Identifier: Apache-2.0
// A load of known shape: busy for a share of each period, asleep for the rest, at fixed phases of the monotonic clock. A period of the
// kernel's tick (4 ms at HZ=250) or a divisor of it stays in step with the tick. Usage: spinner PERIOD_US DUTY PHASE_US SECONDS
// With PERIOD_US 0 each period is drawn at random between 2 and 200 ms and each share between 0 and 1.
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: spinner PERIOD_US DUTY PHASE_US SECONDS\n");
        return 2;
    }
    int64_t period = atoll(argv[1]) * 1000;
    double duty = atof(argv[2]);
    int64_t phase = atoll(argv[3]) * 1000;
    int64_t end = now() + (int64_t)(atof(argv[4]) * 1e9);
    int64_t step = period ? period : 1000000;
    int64_t start = (now() / step + 1) * step + phase;
    srand48(getpid());
    while (start < end) {
        int64_t length = period ? period : (int64_t)(2e6 + drand48() * 198e6);
        double share = period ? duty : drand48();
        struct timespec at = {start / 1000000000LL, start % 1000000000LL};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
        int64_t busy_until = start + (int64_t)(length * share);
        while (now() < busy_until) {
        }
        start += length;
        while (start < now()) {
            start += length;
        }
    }
    return 0;
}
