/* Owns the start and the end of the program: one command line, one command, one line on failure. Knows no
 * command. */
#include "cli.h"
#include "terminal.h"

#include "base/messages.h"
#include "base/progress.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* With standard output closed, the register would be opened as descriptor 1 and printed into. A descriptor
 * that is open the wrong way round makes the use of the closed one fail instead. */
static bool hold_standard_files(void)
{
    static const int modes[] = {O_WRONLY, O_RDONLY, O_RDWR};
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) != fd)
            return false;
    return true;
}

static void use_big_output_blocks(void)
{
    if (!isatty(STDOUT_FILENO)) {
        static char block[1 << 16];
        setvbuf(stdout, block, _IOFBF, sizeof block);
    }
}

static enum ter_exit show_help(const struct ter_args *args, struct ter_error *err)
{
    if (args->version)
        ter_help_version(stdout);
    else if (args->command)
        ter_help_command(args->command, stdout);
    else if (args->word_count == 0)
        ter_help_overview(stdout);
    else if (!ter_help_group(args->words[0], stdout))
        ter_commands_unknown(args->words, args->word_count, err);
    return ter_exit_for(err);
}

static enum ter_exit run(int argc, char **argv, struct ter_error *err)
{
    TER_AUTO_ARGS struct ter_args args = {0};
    if (!ter_args_parse(argc, argv, &args, err))
        return ter_exit_for(err);
    if (args.help || args.version || argc <= 1)
        return show_help(&args, err);
    if (!args.command) {
        ter_fail(err, TER_USAGE, "no command was given (terrier help lists them)");
        return TER_EXIT_USAGE;
    }
    if (args.quiet)
        ter_progress_silence();
    return args.command->run(&args, err);
}

/* A full disk must not look like success. A reader that has gone away wants no more lines, not even this one.
 */
static enum ter_exit finish(enum ter_exit code, const struct ter_error *err)
{
    errno = 0;
    bool written = !ferror(stdout);
    int fault =
        fflush(stdout) == 0 ? 0 : errno; /* a write that failed before fails again here, with its reason */
    if (fclose(stdout) != 0 && !fault)
        fault = errno;
    written = written && !fault;
    if (!written && fault == EPIPE)
        return TER_EXIT_FAILED;
    if (err->code != TER_OK && code != TER_EXIT_DONE)
        fprintf(stderr, "terrier: %s\n", err->message);
    else if (!written)
        ter_terminal_note("terrier: cannot write to standard output: %s",
            fault ? strerror(fault) : ter_message("a write failed"));
    return written || code == TER_EXIT_USAGE ? code : TER_EXIT_FAILED;
}

int main(int argc, char **argv)
{
    if (!hold_standard_files())
        return TER_EXIT_FAILED;
    signal(SIGPIPE, SIG_IGN); /* a write then fails with EPIPE: open files are tidied up before the end */
    signal(SIGXFSZ, SIG_IGN); /* likewise at the limit of a file's size (ulimit -f) */
    use_big_output_blocks();
    ter_terminal_guard();
    ter_interrupt_catch();
    struct ter_error err = {0};
    enum ter_exit code = run(argc, argv, &err);
    return (int)finish(code, &err);
}
