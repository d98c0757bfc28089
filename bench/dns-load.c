// Makes DNS traffic on loopback for bench/dns.ts: `dns-load PORT RATE MILLISECONDS [elsewhere]`. A thread answers (or
// somebody else does); the main thread asks,
// RATE times a second without waiting, or one question after the other where RATE is 0. One JSON line when it is done.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SAMPLES 400000
static int server, client;
static volatile long received;
static volatile int done;
static float samples[SAMPLES];

static int64_t now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void *serve(void *unused)
{
	unsigned char bytes[512];
	struct sockaddr_in from;
	for (;;) {
		socklen_t size = sizeof from;
		ssize_t n = recvfrom(server, bytes, sizeof bytes, 0, (void *)&from, &size);
		if (n < 12) return unused;
		bytes[2] |= 0x80;
		sendto(server, bytes, n, 0, (void *)&from, size);
	}
}

static void *count(void *unused)
{
	unsigned char bytes[512];
	while (!done) {
		struct pollfd p = { .fd = client, .events = POLLIN };
		if (poll(&p, 1, 50) == 1) while (recv(client, bytes, sizeof bytes, MSG_DONTWAIT) > 0) received++;
	}
	return unused;
}

static int compare(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	if (argc < 4) return 2;
	long rate = atol(argv[2]), milliseconds = atol(argv[3]), sent = 0;
	// A query for name.example.test, type A.
	unsigned char query[] = "\0\0\1\0\0\1\0\0\0\0\0\0\4name\7example\4test\0\0\1\0\1";
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(0x7f000001) };
	int room = 32 << 20;
	pthread_t thread;

	server = socket(AF_INET, SOCK_DGRAM, 0);
	client = socket(AF_INET, SOCK_DGRAM, 0);
	setsockopt(server, SOL_SOCKET, 33 /* SO_RCVBUFFORCE */, &room, sizeof room);
	setsockopt(client, SOL_SOCKET, 33, &room, sizeof room);
	if ((argc < 5 && bind(server, (void *)&a, sizeof a)) || connect(client, (void *)&a, sizeof a)) { perror("dns-load"); return 1; }
	if (argc < 5) pthread_create(&thread, NULL, serve, NULL);
	int64_t start = now(), end = start + milliseconds * 1000000LL;
	if (rate == 0) {
		unsigned char answer[512];
		while (now() < end && sent < SAMPLES) {
			query[0] = sent >> 8; query[1] = sent;
			int64_t before = now();
			send(client, query, sizeof query - 1, 0);
			if (recv(client, answer, sizeof answer, 0) > 0) received++;
			samples[sent++] = (now() - before) / 1000.0f;
		}
	} else {
		pthread_t counter;
		pthread_create(&counter, NULL, count, NULL);
		while (now() < end) {
			long due = (now() - start) * rate / 1000000000LL;
			while (sent < due) {
				query[0] = sent >> 8; query[1] = sent;
				send(client, query, sizeof query - 1, 0);
				sent++;
			}
			usleep(200);
		}
		usleep(300000);
		done = 1;
		pthread_join(counter, NULL);
	}
	double seconds = (now() - start) / 1e9 - (rate ? 0.3 : 0);
	if (rate == 0) qsort(samples, sent, sizeof *samples, compare);
	printf("{\"sent\":%ld,\"received\":%ld,\"seconds\":%.3f,\"p50Us\":%.2f,\"p99Us\":%.2f}\n", sent, received, seconds,
	       rate ? 0 : samples[sent / 2], rate ? 0 : samples[sent * 99 / 100]);
	return 0;
}
