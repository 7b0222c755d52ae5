/*
 * Replaces what Hyperscan finds, as a library of patterns is usually wrapped: block mode with the start of a match,
 * over pieces of a mebibyte that end at line ends.
 *
 *     hyperscan PATTERNS INPUT    PATTERNS: one a line, marker TAB pattern
 *
 * Of the matches that begin at one place the first pattern's holds, and of its matches the longest. A card must pass
 * the Luhn check.
 */
#define _GNU_SOURCE
#include <hs/hs.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK_BYTES (1u << 20)
#define PATTERNS_MAX 256
#define MARKER_BYTES_MAX 64

static const char CARD[] = "CREDIT_CARD_NUMBER";

struct event {
    unsigned id;
    size_t from, to;
};

struct events {
    struct event *list;
    size_t count, room;
};

static char *markers[PATTERNS_MAX], *patterns[PATTERNS_MAX];
static unsigned ids[PATTERNS_MAX], flags[PATTERNS_MAX];

static void fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static unsigned read_patterns(const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    unsigned count = 0;
    if (!file)
        fail("the patterns cannot be read");
    while ((length = getline(&line, &room, file)) > 0 && count < PATTERNS_MAX) {
        char *tab = strchr(line, '\t');
        if (!tab || tab - line > MARKER_BYTES_MAX)
            fail("not a marker, a tab and a pattern");
        if (line[length - 1] == '\n')
            line[length - 1] = 0;
        *tab = 0;
        markers[count] = strdup(line);
        patterns[count] = strdup(tab + 1);
        ids[count] = count;
        flags[count] = HS_FLAG_SOM_LEFTMOST;
        count++;
    }
    free(line);
    fclose(file);
    return count;
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flag, void *context)
{
    struct events *events = context;
    (void)flag;
    if (events->count && events->list[events->count - 1].id == id && events->list[events->count - 1].from == from) {
        if (to > events->list[events->count - 1].to)
            events->list[events->count - 1].to = to;
        return 0;
    }
    if (events->count == events->room) {
        events->room = events->room ? events->room * 2 : 1024;
        events->list = realloc(events->list, events->room * sizeof *events->list);
        if (!events->list)
            fail("out of memory");
    }
    events->list[events->count++] = (struct event){id, from, to};
    return 0;
}

static int by_place(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return x->to > y->to ? -1 : x->to < y->to;
}

static int passes_luhn(const char *text, size_t length)
{
    unsigned sum = 0, index = 0;
    while (length--) {
        unsigned digit = (unsigned char)text[length] - '0';
        if (digit > 9)
            continue;
        if (index++ % 2)
            digit = digit * 2 / 10 + digit * 2 % 10;
        sum += digit;
    }
    return sum % 10 == 0;
}

static void write_all(const char *text, size_t length)
{
    while (length) {
        ssize_t n = write(1, text, length);
        if (n < 0)
            fail("the output cannot be written");
        text += n;
        length -= n;
    }
}

static void replace(const char *text, size_t length, struct events *events)
{
    static char *made;
    static size_t room;
    size_t at = 0, used = 0, need = length + events->count * (MARKER_BYTES_MAX + 2);
    if (need > room) {
        room = need * 2;
        made = realloc(made, room);
        if (!made)
            fail("out of memory");
    }
    qsort(events->list, events->count, sizeof *events->list, by_place);
    for (size_t i = 0; i < events->count; i++) {
        struct event *e = &events->list[i];
        const char *marker = markers[e->id];
        if (e->from < at || (i && e->id == e[-1].id && e->from == e[-1].from))
            continue;
        if (!strcmp(marker, CARD) && !passes_luhn(text + e->from, e->to - e->from))
            continue;
        memcpy(made + used, text + at, e->from - at);
        used += e->from - at;
        used += sprintf(made + used, "[%s]", marker);
        at = e->to;
    }
    memcpy(made + used, text + at, length - at);
    write_all(made, used + length - at);
}

int main(int argc, char **argv)
{
    static char buffer[CHUNK_BYTES];
    struct events events = {0};
    hs_database_t *database = NULL;
    hs_scratch_t *scratch = NULL;
    hs_compile_error_t *error = NULL;
    size_t held = 0;
    int input;
    if (argc != 3)
        fail("usage: hyperscan PATTERNS INPUT");
    unsigned count = read_patterns(argv[1]);
    if (hs_compile_multi((const char *const *)patterns, flags, ids, count, HS_MODE_BLOCK, NULL, &database, &error))
        fail(error->message);
    if (hs_alloc_scratch(database, &scratch))
        fail("no scratch space");
    input = open(argv[2], O_RDONLY);
    if (input < 0)
        fail("the input cannot be read");
    for (;;) {
        ssize_t n;
        while (held < sizeof buffer && (n = read(input, buffer + held, sizeof buffer - held)) > 0)
            held += n;
        if (!held)
            return 0;
        const char *last = memrchr(buffer, '\n', held);
        size_t length = last ? (size_t)(last - buffer) + 1 : held;
        events.count = 0;
        if (hs_scan(database, buffer, length, 0, scratch, on_match, &events))
            fail("the scan failed");
        replace(buffer, length, &events);
        memmove(buffer, buffer + length, held - length);
        held -= length;
    }
}
