/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Says when lines arrived: for each line of standard input, when its end was read (ns since the epoch), a tab, and the first
 * 4,000 bytes of the line. A reader in Node would add a wake-up of its own to what is measured.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { HEAD = 4000 };

int main(void)
{
	static char bytes[1 << 16], head[HEAD + 1];
	size_t used = 0;
	ssize_t n;
	while ((n = read(0, bytes, sizeof(bytes))) > 0) {
		struct timespec now;
		clock_gettime(CLOCK_REALTIME, &now);
		for (ssize_t i = 0; i < n; i++) {
			if (bytes[i] != '\n') {
				if (used < HEAD)
					head[used++] = bytes[i];
				continue;
			}
			head[used] = 0;
			printf("%lld\t%s\n", now.tv_sec * 1000000000LL + now.tv_nsec, head);
			fflush(stdout);
			used = 0;
		}
	}
	return 0;
}
