/* Owns the running of a program up to a chosen moment of its writing, and what befalls it there: it is
 * killed, asked to stop, or its call fails. Moments are the system calls that change files, counted by the
 * kernel's own filter, so that nothing of the program's (stdio, SQLite, GDAL, threads) goes uncounted and the
 * rest runs at full speed. Knows nothing of terrier.
 *
 *     fault [--at N] [--all] [--torn] [--signal NUMBER | --errno NUMBER] [--below FOLDER] [--only KIND]
 *           [--count FILE] PROGRAM ARGUMENT…
 *
 * --only writes counts what needs room on the disk, --only paths what needs a permission in a folder, --only
 * flags the renaming that not every file system knows (not to replace, to exchange).
 * The N-th call (from 1; 0: none) meets it, with --all every later one too; --torn lets half of a write
 * through first. --below counts only calls on files under FOLDER. FILE gets the number of calls. The exit
 * code is the program's, or 128 and the signal that ended it. */
#include <stdio.h>

#ifndef __x86_64__
int main(void)
{
    puts("skipped: stopping a program at a system call is written for x86-64");
    return 77;
}
#else

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

struct plan {
    long at;
    bool all, torn;
    int signal_number, error_number;
    const char *below, *only, *count_file;
    char **command;
};

enum { BY_DESCRIPTOR, BY_PATH };

static const struct {
    int number;
    int names_file_by;
} changing[] = {
    {SYS_write, BY_DESCRIPTOR},
    {SYS_pwrite64, BY_DESCRIPTOR},
    {SYS_writev, BY_DESCRIPTOR},
    {SYS_ftruncate, BY_DESCRIPTOR},
    {SYS_fallocate, BY_DESCRIPTOR},
    {SYS_fsync, BY_DESCRIPTOR},
    {SYS_fdatasync, BY_DESCRIPTOR},
    {SYS_openat, BY_PATH},
    {SYS_open, BY_PATH},
    {SYS_rename, BY_PATH},
    {SYS_renameat, BY_PATH},
    {SYS_renameat2, BY_PATH},
    {SYS_unlink, BY_PATH},
    {SYS_unlinkat, BY_PATH},
    {SYS_mkdir, BY_PATH},
    {SYS_rmdir, BY_PATH},
    {SYS_link, BY_PATH},
    {SYS_linkat, BY_PATH},
};
enum { CHANGING = sizeof changing / sizeof *changing };

static void die(const char *what)
{
    fprintf(stderr, "fault: %s: %s\n", what, strerror(errno));
    exit(125);
}

/* In the program's place ------------------------------------------------------------------------------ */

static struct sock_filter load(size_t offset)
{
    return (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offset);
}

/* Opening is a change only where it makes or cuts a file. */
static size_t watch_opening(struct sock_filter *code, int number, int flags_argument)
{
    code[0] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 4);
    code[1] = load(offsetof(struct seccomp_data, args) + (size_t)flags_argument * sizeof(__u64));
    code[2] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_CREAT | O_TRUNC, 0, 1);
    code[3] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    code[4] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    return 5;
}

static void install_filter(void)
{
    struct sock_filter code[CHANGING * 5 + 2];
    size_t length = 0;
    code[length++] = load(offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < CHANGING; i++) {
        if (changing[i].number == SYS_openat || changing[i].number == SYS_open) {
            length +=
                watch_opening(code + length, changing[i].number, changing[i].number == SYS_openat ? 2 : 1);
            continue;
        }
        code[length++] =
            (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)changing[i].number, 0, 1);
        code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    }
    code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {.len = (unsigned short)length, .filter = code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        die("seccomp");
}

static void become(char **command)
{
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
        die("ptrace");
    raise(SIGSTOP);
    install_filter();
    execvp(command[0], command);
    die(command[0]);
}

/* Beside the program ---------------------------------------------------------------------------------- */

static bool read_link(pid_t pid, const char *what, char *ret_path)
{
    char name[128];
    snprintf(name, sizeof name, "/proc/%d/%s", (int)pid, what);
    ssize_t length = readlink(name, ret_path, PATH_MAX - 1);
    if (length < 0)
        return false;
    ret_path[length] = '\0';
    return true;
}

static void read_text(pid_t pid, unsigned long long address, char *ret_text)
{
    size_t length = 0;
    while (length + sizeof(long) < PATH_MAX) {
        errno = 0;
        long word = ptrace(PTRACE_PEEKDATA, pid, (void *)(address + length), NULL);
        if (errno)
            break;
        memcpy(ret_text + length, &word, sizeof word);
        if (memchr(&word, 0, sizeof word))
            return;
        length += sizeof word;
    }
    ret_text[length] = '\0';
}

/* The first path of the call, made whole; two-path calls stay in one folder or are about it anyway. */
static bool file_of(pid_t pid, const struct user_regs_struct *call, char *ret_path)
{
    char given[PATH_MAX], link[64];
    for (size_t i = 0; i < CHANGING; i++) {
        if ((long long)call->orig_rax != changing[i].number)
            continue;
        if (changing[i].names_file_by == BY_DESCRIPTOR) {
            snprintf(link, sizeof link, "fd/%d", (int)call->rdi);
            return read_link(pid, link, ret_path);
        }
        bool at = call->orig_rax == SYS_openat || call->orig_rax == SYS_renameat ||
                  call->orig_rax == SYS_renameat2 || call->orig_rax == SYS_unlinkat ||
                  call->orig_rax == SYS_linkat;
        read_text(pid, at ? call->rsi : call->rdi, given);
        snprintf(link, sizeof link, "fd/%d", (int)call->rdi);
        if (given[0] == '/' || !read_link(pid, at && (int)call->rdi != AT_FDCWD ? link : "cwd", ret_path)) {
            snprintf(ret_path, PATH_MAX, "%s", given);
            return true;
        }
        size_t length = strlen(ret_path);
        snprintf(ret_path + length, PATH_MAX - length, "/%.*s", NAME_MAX, given);
        return true;
    }
    return false;
}

static bool is_of_kind(const char *kind, long long number)
{
    static const long long making[] = {SYS_open, SYS_openat, SYS_mkdir};
    bool makes = false, by_path = false;
    if (strcmp(kind, "flags") == 0)
        return number == SYS_renameat2;
    for (size_t i = 0; i < sizeof making / sizeof *making; i++)
        makes = makes || number == making[i];
    for (size_t i = 0; i < CHANGING; i++)
        by_path = by_path || (number == changing[i].number && changing[i].names_file_by == BY_PATH);
    return strcmp(kind, "writes") == 0 ? makes || !by_path : by_path;
}

static bool is_counted(const struct plan *plan, pid_t pid, const struct user_regs_struct *call)
{
    char path[PATH_MAX];
    if (plan->only && !is_of_kind(plan->only, (long long)call->orig_rax))
        return false;
    return !plan->below || (file_of(pid, call, path) && strncmp(path, plan->below, strlen(plan->below)) == 0);
}

static void wait_for_stop(pid_t pid)
{
    int status;
    if (waitpid(pid, &status, __WALL) < 0)
        die("waitpid");
}

/* A write of which the disk took only half. */
static void tear(pid_t pid, struct user_regs_struct *call)
{
    if (call->orig_rax != SYS_write && call->orig_rax != SYS_pwrite64)
        return;
    call->rdx /= 2;
    ptrace(PTRACE_SETREGS, pid, NULL, call);
    ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
    wait_for_stop(pid);
}

static void refuse(pid_t pid, struct user_regs_struct *call, int error_number)
{
    call->orig_rax = (unsigned long long)-1; /* no call */
    call->rax = (unsigned long long)-error_number;
    ptrace(PTRACE_SETREGS, pid, NULL, call);
}

static void meet(const struct plan *plan, pid_t pid, pid_t main_pid, long *count)
{
    struct user_regs_struct call;
    if (ptrace(PTRACE_GETREGS, pid, NULL, &call) != 0 || !is_counted(plan, pid, &call))
        return;
    ++*count;
    if (*count != plan->at && !(plan->all && plan->at && *count > plan->at))
        return;
    if (plan->error_number) {
        refuse(pid, &call, plan->error_number);
        return;
    }
    if (plan->torn)
        tear(pid, &call);
    kill(main_pid, plan->signal_number);
}

static void report(const struct plan *plan, long count)
{
    FILE *file = plan->count_file ? fopen(plan->count_file, "w") : NULL;
    if (file && (fprintf(file, "%ld\n", count) < 0 || fclose(file) != 0))
        die(plan->count_file);
}

/* Until the program ends: its exit code. */
static int watch(const struct plan *plan, pid_t main_pid)
{
    long count = 0;
    for (;;) {
        int status, pass = 0;
        pid_t pid = waitpid(-1, &status, __WALL);
        if (pid < 0)
            die("waitpid");
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            if (pid != main_pid)
                continue;
            report(plan, count);
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
        if (status >> 8 == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8))
            meet(plan, pid, main_pid, &count);
        else if (status >> 16 == 0 && WSTOPSIG(status) != SIGTRAP && WSTOPSIG(status) != SIGSTOP)
            pass = WSTOPSIG(status);
        ptrace(PTRACE_CONT, pid, NULL, (void *)(long)pass);
    }
}

static struct plan read_plan(int argc, char **argv)
{
    struct plan plan = {.signal_number = SIGKILL};
    int i = 1;
    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--all") == 0) {
            plan.all = true;
            continue;
        }
        if (strcmp(argv[i], "--torn") == 0) {
            plan.torn = true;
            continue;
        }
        if (strcmp(argv[i], "--at") == 0)
            plan.at = atol(value);
        else if (strcmp(argv[i], "--signal") == 0)
            plan.signal_number = atoi(value);
        else if (strcmp(argv[i], "--errno") == 0)
            plan.error_number = atoi(value);
        else if (strcmp(argv[i], "--below") == 0)
            plan.below = value;
        else if (strcmp(argv[i], "--only") == 0)
            plan.only = value;
        else if (strcmp(argv[i], "--count") == 0)
            plan.count_file = value;
        else
            break;
        i++;
    }
    if (i >= argc || strncmp(argv[i], "--", 2) == 0) {
        fputs("usage: fault [OPTIONS] PROGRAM ARGUMENT...; the file's first lines say which\n", stderr);
        exit(125);
    }
    plan.command = argv + i;
    return plan;
}

int main(int argc, char **argv)
{
    struct plan plan = read_plan(argc, argv);
    pid_t pid = fork();
    if (pid < 0)
        die("fork");
    if (pid == 0)
        become(plan.command);
    wait_for_stop(pid);
    if (ptrace(PTRACE_SETOPTIONS, pid, NULL,
            (void *)(long)(PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
                           PTRACE_O_TRACEVFORK | PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD)) != 0)
        die("ptrace");
    ptrace(PTRACE_CONT, pid, NULL, NULL);
    return watch(&plan, pid);
}
#endif
