/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls getppid() as told, one order per line on standard input: `calls milliseconds period_ns`, each a limit (0: none; the
 * period is the time from one call to the next). Answers each with a line: how many calls it made.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long long now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(void)
{
	long long calls, milliseconds, period;
	prctl(PR_SET_TIMERSLACK, 1000);
	while (scanf("%lld %lld %lld", &calls, &milliseconds, &period) == 3) {
		long long start = now_ns(), made = 0;
		while ((calls == 0 || made < calls) && (milliseconds == 0 || now_ns() - start < milliseconds * 1000000)) {
			if (period > 0) {
				/* Against the plan, not the last call: what was slept too long is made up for. */
				long long at = start + made * period;
				struct timespec t = { at / 1000000000, at % 1000000000 };
				clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
			}
			syscall(SYS_getppid);
			made++;
		}
		printf("%lld\n", made);
		fflush(stdout);
	}
	return 0;
}
