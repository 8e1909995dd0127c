/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a fuzz target without a fuzzer: over each line of the named files, and each such line cut at every place. So the
 * targets are built and run by every `make check`, with any compiler.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

#include "fuzz.h"

static unsigned long replay(const char *name)
{
    unsigned long inputs = 0;
    char *line = NULL;
    size_t room = 0;
    FILE *file = fopen(name, "rb");
    if (file == NULL) {
        perror(name);
        exit(EXIT_FAILURE);
    }
    for (ssize_t len; (len = getline(&line, &room, file)) > 0;)
        for (ssize_t cut = 0; cut <= len; cut++, inputs++)
            LLVMFuzzerTestOneInput((const uint8_t *)line, (size_t)cut);
    free(line);
    fclose(file);
    return inputs;
}

int main(int argc, char **argv)
{
    unsigned long inputs = 0;
    for (int i = 1; i < argc; i++)
        inputs += replay(argv[i]);
    printf("%s: %lu inputs\n", argv[0], inputs);
    return inputs > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
