/* SPDX-License-Identifier: Apache-2.0
 *
 * Stands between a program and the domain name system, of which a test must ask nothing. Every address has a name but
 * 192.0.2.2, and of 192.0.2.3 nobody knows. With ME_NAMES_WAIT in the environment, answers come when somebody has
 * opened that FIFO for writing.
 *
 * Usage: LD_PRELOAD=names.so COMMAND
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

__attribute__((visibility("default"))) int getnameinfo(const struct sockaddr *restrict address, socklen_t size,
                                                       char *restrict host, socklen_t host_size, char *restrict service,
                                                       socklen_t service_size, int flags)
{
    const char *fifo = getenv("ME_NAMES_WAIT");
    const int waited = fifo != NULL ? open(fifo, O_RDONLY | O_CLOEXEC) : -1;
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
    char text[INET_ADDRSTRLEN];
    (void)size, (void)service, (void)service_size, (void)flags;
    if (waited >= 0)
        close(waited);
    if (address->sa_family != AF_INET || inet_ntop(AF_INET, &v4->sin_addr, text, sizeof(text)) == NULL)
        return EAI_FAMILY;
    snprintf(host, host_size, "%s.example.com", text);
    return strcmp(text, "192.0.2.2") == 0 ? EAI_NONAME : strcmp(text, "192.0.2.3") == 0 ? EAI_AGAIN : 0;
}
