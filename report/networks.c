/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines are short; one that is not holds no network.
 */
#include "networks.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINE_LENGTH_MAX = 256 };

/* What is left of a line without comment and blanks. */
static struct me_span trimmed(const char *line)
{
    const char *begin = line + strspn(line, " \t"), *end = begin + strcspn(begin, "#\r\n");
    while (end > begin && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    return me_span_between(begin, end);
}

static bool add(struct me_networks *n, const struct me_network *network)
{
    struct me_network *items = n->count < ME_NETWORKS_MAX ? realloc(n->items, (n->count + 1) * sizeof(*items)) : NULL;
    if (items == NULL)
        return false;
    n->items = items;
    n->items[n->count++] = *network;
    return true;
}

bool me_networks_read(struct me_networks *n, const char *path, const char **problem, size_t *line)
{
    char text[LINE_LENGTH_MAX];
    FILE *file = fopen(path, "r");
    *line = 0;
    *problem = file != NULL ? NULL : "cannot be read";
    for (size_t number = 1; *problem == NULL && fgets(text, sizeof(text), file) != NULL; number++) {
        struct me_network network;
        const struct me_span words = trimmed(text);
        if (words.len == 0)
            continue;
        *line = number;
        if (!me_filter_network(words, &network))
            *problem = "holds neither an address nor a network";
        else if (!add(n, &network))
            *problem = "holds too many networks";
    }
    if (*problem == NULL && ferror(file))
        *problem = "cannot be read";
    if (file != NULL)
        fclose(file);
    return *problem == NULL;
}
