/* Makes processes that take over each other's pid: see pid-reuse.ts. Must run in a pid namespace of its own. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t sleeper(void)
{
	pid_t pid = fork();
	if (pid == 0) {
		for (;;)
			pause();
	}
	return pid;
}

static void take_next(pid_t wanted)
{
	char text[16];
	int fd = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
	int n = snprintf(text, sizeof text, "%d", wanted - 1);
	if (fd < 0 || write(fd, text, n) != n) {
		perror("ns_last_pid");
		exit(1);
	}
	close(fd);
}

static void say(const char *word, pid_t pid)
{
	char line[64];
	printf("%s %d\n", word, pid);
	fflush(stdout);
	/* The other side answers each line with one of its own. */
	if (!fgets(line, sizeof line, stdin))
		exit(1);
}

static int ended(pid_t pid)
{
	int status;
	return waitpid(pid, &status, WNOHANG) == pid;
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 1, reused = 0, wrongly_killed = 0, rightly_killed = 0, missed = 0;
	for (int i = 0; i < rounds; i++) {
		pid_t victim = sleeper();
		say("victim", victim);
		pid_t held = victim;
		int replaced = i & 1;
		if (replaced) {
			kill(victim, SIGKILL);
			waitpid(victim, NULL, 0);
			take_next(victim);
			held = sleeper();
			if (held == victim)
				reused++;
		}
		say("kill", victim);
		if (replaced) {
			/* Whoever was killed wrongly is dead, or dies at once: kills are delivered before the answer comes. */
			usleep(i % 64 == 1 ? 2000 : 0);
			if (ended(held)) {
				wrongly_killed++;
				continue;
			}
			kill(held, SIGKILL);
			waitpid(held, NULL, 0);
		} else {
			int dead = 0;
			for (int ms = 0; ms < 2000 && !(dead = ended(held)); ms++)
				usleep(100);
			if (dead)
				rightly_killed++;
			else {
				missed++;
				kill(held, SIGKILL);
				waitpid(held, NULL, 0);
			}
		}
	}
	printf("result {\"reused\":%d,\"wronglyKilled\":%d,\"rightlyKilled\":%d,\"missed\":%d}\n", reused, wrongly_killed, rightly_killed, missed);
	return 0;
}
