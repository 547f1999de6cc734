/* Owns the finding and opening of modules. Knows nothing of what is in them. */
#include "module.h"

#include "memory.h"

#include <dlfcn.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* From the program's folder: where the build leaves its modules, seen from itself and from its tests, and
 * where they are installed. */
static const char *const folders[] = {"modules", "../modules", TERRIER_MODULE_FOLDER};

static bool program_folder(char ret_folder[PATH_MAX], struct ter_error *err)
{
    ssize_t length = readlink("/proc/self/exe", ret_folder, PATH_MAX - 1);
    if (length <= 0)
        return ter_fail(err, TER_FAILED, "the program cannot find its own folder: /proc is not there");
    ret_folder[length] = '\0';
    *strrchr(ret_folder, '/') = '\0';
    return true;
}

static bool find_file(const char *name, char **ret_path, struct ter_error *err)
{
    char program[PATH_MAX];
    if (!program_folder(program, err))
        return false;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        TER_AUTO_FREE char *path = ter_format("%s/%s/%s.so", program, folders[i], name);
        if (access(path, F_OK) == 0) {
            *ret_path = path;
            path = NULL;
            return true;
        }
    }
    return ter_fail(err, TER_FAILED,
        "a part of terrier is missing: %s.so is not in %s/%s; install terrier again", name, program,
        TERRIER_MODULE_FOLDER);
}

bool ter_module_open(
    const char *name, const char *symbol, const struct ter_module **ret_module, struct ter_error *err)
{
    TER_AUTO_FREE char *path = NULL;
    if (!find_file(name, &path, err))
        return false;
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    const struct ter_module *module = handle ? dlsym(handle, symbol) : NULL;
    if (!module)
        return ter_fail(
            err, TER_FAILED, "a part of terrier cannot be opened: %s; install terrier again", dlerror());
    if (strcmp(module->version, TERRIER_VERSION) != 0)
        return ter_fail(err, TER_FAILED, "%s belongs to terrier %s, this is %s; install terrier again", path,
            module->version, TERRIER_VERSION);
    *ret_module = module;
    return true;
}
