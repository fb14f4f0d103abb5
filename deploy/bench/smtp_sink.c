/* A mail server for measuring: takes everything on the loopback as fast as it comes, keeps nothing, counts.
 *
 *   smtp_sink -p PORT [-d MILLISECONDS] [-v HIGHEST]
 *   -d  holds every burst of replies back for so long: a round trip over a network
 *   -v  counts the copies of each recipient u<number>@… below HIGHEST, so that what is lost or doubled shows
 *
 * One thread, epoll; offers PIPELINING and 8BITMIME. Two words beyond SMTP: XSTAT answers with the counters as JSON,
 * XRSET forgets them. "last_ms" is when the last message was accepted, by CLOCK_MONOTONIC.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { INPUT = 262144, OUTPUT = 16384, FDS = 4096, WAITING = 8192 };
enum body { NO_BODY, BODY, FIRST_LINE };

struct session {
    int fd;
    unsigned generation; /* tells replies that wait for this session from those for an earlier one on the same fd */
    enum body body;
    int closing;
    long recipient;
    int in_length, out_length;
    char in[INPUT], out[OUTPUT];
};

struct reply {
    uint64_t due;
    int fd;
    unsigned generation;
    int length, closes;
    char text[OUTPUT];
};

static struct session *sessions[FDS];
static struct reply *waiting; /* a ring: every reply waits equally long, so the first is always due first */
static unsigned first, next, generations;
static uint64_t messages, bytes, opened, doubled, last_ms, delay, highest;
static uint8_t *copies;
static int epoll;

static uint64_t now(void) {
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return moment.tv_sec * 1000ull + moment.tv_nsec / 1000000;
}

static void hang_up(struct session *session) {
    close(session->fd);
    sessions[session->fd] = NULL;
    free(session);
}

static int write_all(int fd, const char *text, int length) {
    while (length) {
        ssize_t written = write(fd, text, length);
        if (written < 0 && errno == EAGAIN) {
            usleep(100);
            continue;
        }
        if (written < 0)
            return -1;
        text += written;
        length -= written;
    }
    return 0;
}

static void say(struct session *session, const char *text) {
    int length = strlen(text);
    if (session->out_length + length <= OUTPUT) {
        memcpy(session->out + session->out_length, text, length);
        session->out_length += length;
    }
}

/* Send what was said, now or after the round trip. Returns -1 when the session is over. */
static int flush(struct session *session) {
    int failed = 0;
    if (session->out_length && delay) {
        struct reply *reply = &waiting[next++ % WAITING];
        reply->due = now() + delay;
        reply->fd = session->fd;
        reply->generation = session->generation;
        reply->length = session->out_length;
        reply->closes = session->closing;
        memcpy(reply->text, session->out, session->out_length);
    } else if (session->out_length) {
        failed = write_all(session->fd, session->out, session->out_length);
    }
    session->out_length = 0;
    if (failed || (session->closing && !delay)) {
        hang_up(session);
        return -1;
    }
    return 0;
}

static void flush_due(void) {
    while (first != next && waiting[first % WAITING].due <= now()) {
        struct reply *reply = &waiting[first++ % WAITING];
        struct session *session = sessions[reply->fd];
        if (!session || session->generation != reply->generation)
            continue;
        if (write_all(session->fd, reply->text, reply->length) < 0 || reply->closes)
            hang_up(session);
    }
}

static void accept_message(struct session *session) {
    messages++;
    last_ms = now();
    if (copies && session->recipient >= 0 && (uint64_t)session->recipient < highest) {
        uint8_t *count = &copies[session->recipient];
        doubled += *count > 0;
        *count += *count < 255;
    }
    say(session, "250 2.0.0 Ok\r\n");
}

static void tell_counters(struct session *session) {
    char text[512];
    uint64_t distinct = 0;
    for (uint64_t number = 0; copies && number < highest; number++)
        distinct += copies[number] > 0;
    snprintf(text, sizeof text,
             "250 {\"messages\":%lu,\"bytes\":%lu,\"sessions\":%lu,\"doubled\":%lu,\"distinct\":%lu,\"last_ms\":%lu}\r\n",
             messages, bytes, opened, doubled, distinct, last_ms);
    say(session, text);
}

static void forget_counters(struct session *session) {
    messages = bytes = opened = doubled = last_ms = 0;
    if (copies)
        memset(copies, 0, highest);
    say(session, "250 Ok\r\n");
}

static void obey(struct session *session, const char *line, int length) {
    char verb = line[0] & ~32, second = length > 1 ? line[1] & ~32 : 0;
    if (verb == 'M') {
        say(session, "250 2.1.0 Ok\r\n");
    } else if (verb == 'R' && second == 'C') {
        const char *address = memchr(line, '<', length);
        session->recipient = address && address[1] == 'u' ? strtol(address + 2, NULL, 10) : -1;
        say(session, "250 2.1.5 Ok\r\n");
    } else if (verb == 'D') {
        session->body = FIRST_LINE;
        say(session, "354 go\r\n");
    } else if (verb == 'E') {
        say(session, "250-sink\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250 8BITMIME\r\n");
    } else if (verb == 'Q') {
        say(session, "221 Bye\r\n");
        session->closing = 1;
    } else if (verb == 'X' && second == 'S') {
        tell_counters(session);
    } else if (verb == 'X' && second == 'R') {
        forget_counters(session);
    } else {
        say(session, "250 Ok\r\n");
    }
}

/* Read on in a body from `text`; return how much of it was used, and 0 where more must come first. */
static int read_body(struct session *session, const char *text, int length) {
    const char *end;
    if (session->body == FIRST_LINE && length < 3)
        return 0;
    if (session->body == FIRST_LINE && !memcmp(text, ".\r\n", 3)) {
        session->body = NO_BODY;
        accept_message(session);
        return 3;
    }
    session->body = BODY;
    end = memmem(text, length, "\r\n.\r\n", 5);
    if (end) {
        bytes += end - text + 2;
        session->body = NO_BODY;
        accept_message(session);
        return end - text + 5;
    }
    if (length <= 4)
        return 0;
    bytes += length - 4;
    return length - 4;
}

static void read_on(struct session *session) {
    int position = 0;
    while (position < session->in_length && !session->closing) {
        char *text = session->in + position;
        int left = session->in_length - position, used;
        if (session->body != NO_BODY) {
            used = read_body(session, text, left);
        } else {
            char *end = memchr(text, '\n', left);
            used = end ? end - text + 1 : 0;
            if (used)
                obey(session, text, used);
        }
        if (!used)
            break;
        position += used;
        if (session->out_length > OUTPUT - 1024 && flush(session) < 0)
            return;
    }
    memmove(session->in, session->in + position, session->in_length - position);
    session->in_length -= position;
    flush(session);
}

static void open_sessions(int listener) {
    int fd, on = 1;
    while ((fd = accept(listener, NULL, NULL)) >= 0) {
        if (fd >= FDS) {
            close(fd);
            continue;
        }
        struct session *session = sessions[fd] = malloc(sizeof *session);
        session->fd = fd;
        session->generation = ++generations;
        session->body = NO_BODY;
        session->closing = session->in_length = session->out_length = 0;
        session->recipient = -1;
        opened++;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        fcntl(fd, F_SETFL, O_NONBLOCK);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
        say(session, "220 sink ESMTP\r\n");
        flush(session);
    }
}

static void receive(int fd) {
    struct session *session = sessions[fd];
    if (!session)
        return;
    ssize_t length = read(fd, session->in + session->in_length, INPUT - session->in_length);
    if (length < 0 && errno == EAGAIN)
        return;
    if (length <= 0) {
        hang_up(session);
        return;
    }
    session->in_length += length;
    read_on(session);
}

static int listen_on(int port) {
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (void *)&address, sizeof address) || listen(listener, 1024)) {
        perror("smtp_sink");
        exit(1);
    }
    fcntl(listener, F_SETFL, O_NONBLOCK);
    return listener;
}

int main(int count, char **arguments) {
    int option, port = 0;
    while ((option = getopt(count, arguments, "p:d:v:")) > 0) {
        if (option == 'p')
            port = atoi(optarg);
        if (option == 'd')
            delay = atoi(optarg);
        if (option == 'v')
            highest = atoll(optarg);
    }
    signal(SIGPIPE, SIG_IGN);
    copies = highest ? calloc(highest, 1) : NULL;
    waiting = malloc(sizeof *waiting * WAITING);
    int listener = listen_on(port);
    epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int patience = -1;
        if (first != next) {
            int64_t left = (int64_t)waiting[first % WAITING].due - (int64_t)now();
            patience = left > 0 ? left : 0;
        }
        int ready = epoll_wait(epoll, events, 256, patience);
        for (int index = 0; index < ready; index++) {
            if (events[index].data.fd == listener)
                open_sessions(listener);
            else
                receive(events[index].data.fd);
        }
        flush_due();
    }
}
