/* Owns the reading of a corpus without libFuzzer: each file whole, and cut short at every length up to 4 kB.
 * Crashes and sanitizers are the test; the harness itself judges nothing else. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_CUT = 4096, CUT_STEPS = 512 };

static void feed(const uint8_t *bytes, size_t size)
{
    uint8_t *exact = malloc(size ? size : 1);
    if (!exact)
        exit(EXIT_FAILURE);
    memcpy(exact, bytes, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

static int replay(const char *folder, const char *name)
{
    static uint8_t bytes[1 << 20];
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return EXIT_FAILURE;
    }
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    size_t longest = size < LARGEST_CUT ? size : LARGEST_CUT;
    for (size_t cut = 0; cut < longest; cut += longest / CUT_STEPS + 1)
        feed(bytes, cut);
    feed(bytes, size);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    DIR *corpus = argc == 2 ? opendir(argv[1]) : NULL;
    if (!corpus) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return EXIT_FAILURE;
    }
    int status = EXIT_SUCCESS, files = 0;
    for (const struct dirent *entry; (entry = readdir(corpus)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        files++;
        if (replay(argv[1], entry->d_name) != EXIT_SUCCESS)
            status = EXIT_FAILURE;
    }
    closedir(corpus);
    printf("%d files\n", files);
    return files > 0 ? status : EXIT_FAILURE;
}
