/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a command with its output thrown away, and writes what it took: seconds, seconds of processor time, kibibytes of
 * memory at most. A program of its own, because the kernel counts the memory of whoever forks as the command's: from
 * this one that is little. Knows nothing of what it runs.
 *
 * Usage: measure FILE COMMAND [ARGUMENT]...
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    struct timespec start;
    struct rusage usage;
    int status;
    if (argc < 3)
        return 2;
    clock_gettime(CLOCK_MONOTONIC, &start);
    const pid_t child = fork();
    if (child == 0) {
        const int nowhere = open("/dev/null", O_WRONLY);
        if (nowhere >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0)
            execvp(argv[2], argv + 2);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child)
        return 1;
    const double seconds = seconds_since(&start);
    FILE *out = fopen(argv[1], "w");
    if (out == NULL)
        return 1;
    fprintf(out, "%.6f %.6f %ld\n", seconds, seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime), usage.ru_maxrss);
    if (fclose(out) != 0)
        return 1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
