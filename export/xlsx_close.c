/* Owns the library's last step, which writes the workbook, and that it is silent: where it fails the library
 * prints lines of its own. Knows nothing of what is in the workbook. */
#include "xlsx_close.h"

#include <errno.h>
#include <stdio.h>

/* The stream is exchanged, not the descriptor: what is said by others meanwhile, such as that there is no
 * more memory, is still said. */
lxw_error ter_xlsx_close(lxw_workbook *book)
{
    FILE *spoken = stderr, *unheard = fopen("/dev/null", "w");
    if (unheard)
        stderr = unheard;
    errno = 0;
    lxw_error code = workbook_close(book);
    int reason = errno;
    stderr = spoken;
    if (unheard)
        fclose(unheard);
    errno = reason;
    return code;
}

bool ter_xlsx_is_reason(int error_number)
{
    static const int reasons[] = {EFBIG, ENOSPC, EDQUOT, EIO};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i] == error_number)
            return true;
    return false;
}
