/* fmapeak --threads T --seconds S: the rate of fused multiply-adds that T threads reach
 * right now, in float GFLOP/s. The control of every benchmark here: what the machine
 * gives changes by the minute. */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_THREADS 64
/* Independent chains, enough to hide the latency of one operation; unrolled, they stay
 * in registers. */
#define CHAINS 12
#define ROUNDS 20000L

typedef float v8 __attribute__((vector_size(32)));

typedef struct worker {
  pthread_t thread;
  double seconds, flops;
} worker;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma")))
#endif
static float
chains(float seed) {
  const v8 x = (v8){0} + 0.999999F, y = (v8){0} + 1e-6F;
  v8 a[CHAINS], sum = {0};
#pragma GCC unroll 12
  for (int k = 0; k < CHAINS; ++k) a[k] = y + seed * (float)k;
  for (long i = 0; i < ROUNDS; ++i) {
#pragma GCC unroll 12
    for (int k = 0; k < CHAINS; ++k) a[k] = a[k] * x + y;
  }
#pragma GCC unroll 12
  for (int k = 0; k < CHAINS; ++k) sum += a[k];
  return sum[0] * 0.01F;
}

static void* work(void* argument) {
  worker* self = argument;
  volatile float sink = 1; /* each call needs the last one's result */
  const double start = now();
  do {
    sink = chains(sink);
    self->flops += 2.0 * 8 * CHAINS * ROUNDS;
  } while (now() - start < self->seconds);
  return NULL;
}

int main(int argc, char** argv) {
  int threads = 1;
  double seconds = 0.2;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (strcmp(argv[i], "--threads") == 0) threads = atoi(argv[i + 1]);
    if (strcmp(argv[i], "--seconds") == 0) seconds = atof(argv[i + 1]);
  }
  if (threads < 1 || threads > MAX_THREADS) return 2;
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
    fputs("fmapeak: this CPU has no AVX2 and FMA\n", stderr);
    return 1;
  }
#endif
  worker workers[MAX_THREADS] = {0};
  const double start = now();
  for (int t = 0; t < threads; ++t) {
    workers[t].seconds = seconds;
    if (pthread_create(&workers[t].thread, NULL, work, &workers[t]) != 0) return 1;
  }
  double flops = 0;
  for (int t = 0; t < threads; ++t) {
    pthread_join(workers[t].thread, NULL);
    flops += workers[t].flops;
  }
  printf("{\"gflops\": %.1f}\n", flops / (now() - start) / 1e9);
  return 0;
}
