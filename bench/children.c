/* SPDX-License-Identifier: Apache-2.0 */
/* children N: N processes that wait until this one goes. Prints "ready" and the number made, ends at the end of its input. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	long wanted = argc > 1 ? atol(argv[1]) : 0, made = 0;
	pid_t self = getpid();
	char byte;

	signal(SIGCHLD, SIG_IGN);
	for (; made < wanted; made++) {
		pid_t pid = fork();

		if (pid < 0)
			break;
		if (!pid) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			if (getppid() != self)
				_exit(0);
			for (;;)
				pause();
		}
	}
	printf("ready %ld\n", made);
	fflush(stdout);
	return read(0, &byte, 1) != 0;
}
