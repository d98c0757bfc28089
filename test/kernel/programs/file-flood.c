// Changes many files from many processes at once: file-flood FOLDER PROCESSES ROUNDS
//
// Process K works in FOLDER/K. Round I makes f-I, changes its mode, renames it to g-I, links that to h-I and removes both:
// six operations whose paths say which they are. Prints one line per process: K and its pid. Fails at the first refusal.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void must(long result, const char *what)
{
	if (result >= 0) return;
	fprintf(stderr, "file-flood: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void work(const char *folder, int k, int rounds)
{
	char f[32], g[32], h[32], mine[4096];

	snprintf(mine, sizeof mine, "%s/%d", folder, k);
	must(mkdir(mine, 0755), "mkdir");
	must(chdir(mine), "chdir");
	for (int i = 0; i < rounds; i++) {
		snprintf(f, sizeof f, "f-%d", i);
		snprintf(g, sizeof g, "g-%d", i);
		snprintf(h, sizeof h, "h-%d", i);
		int fd = open(f, O_CREAT | O_WRONLY, 0600);
		must(fd, "open");
		close(fd);
		must(chmod(f, 0640), "chmod");
		must(rename(f, g), "rename");
		must(link(g, h), "link");
		must(unlink(g), "unlink");
		must(unlink(h), "unlink");
	}
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: file-flood FOLDER PROCESSES ROUNDS\n");
		return 2;
	}
	int processes = atoi(argv[2]), failed = 0, status;

	for (int k = 0; k < processes; k++) {
		pid_t pid = fork();

		must(pid, "fork");
		if (pid == 0) {
			work(argv[1], k, atoi(argv[3]));
			_exit(0);
		}
		printf("%d %d\n", k, pid);
		fflush(stdout);
	}
	while (wait(&status) > 0) failed |= status;
	return failed != 0;
}
