#!/usr/bin/env bash
# Owns who may include which foreign header. A header that is neither in the table nor in the lists of the C
# library is a fault too: a new dependency is a decision, not an accident.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

# Unit tests may read with a format's own library what the program wrote.
# header (whole, extended regular expression)   files that may include it
table='
sqlite3(ext)?\.h|spatialite(/.*|\.h)            src/registry/|tests/unit/
(gdal|ogr_|cpl_)[a-z_]*\.h                      import/|export/|tests/unit/
(proj|geodesic)\.h                              src/base/crs\.c
geos_c\.h                                       src/base/geometry\.c|src/(analysis|coverage|land|roads)/|tests/unit/
jansson\.h                                      src/base/json\.h
utf8proc\.h                                     src/base/text\.c
libxml/.*                                       src/layer/qml(_pen)?\.c|import/xml_tags\.c|export/qgis_[a-z]+\.[ch]|tests/unit/
nettle/.*                                       src/base/digest\.c
coin/Cbc_C_Interface\.h                         src/coverage/optimum_cbc\.c
xlsxwriter\.h                                   export/xlsx(_close|_form[a-z_]*)?\.[ch]
iconv\.h                                        import/|export/|tests/unit/
getopt\.h                                       src/cli/args\.c
dlfcn\.h                                        src/base/(malloc|module)\.c
check\.h                                        tests/unit/
sanitizer/lsan_interface\.h                     tests/fuzz/
linux/(audit|filter|seccomp)\.h                 tests/crash/
sys/(prctl|ptrace|syscall|user)\.h              tests/crash/
'
c_library='assert|ctype|errno|float|inttypes|limits|locale|math|setjmp|signal|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|string|strings|threads|time|wchar'
posix='dirent|fcntl|ftw|fnmatch|langinfo|libgen|poll|pthread|spawn|sys/(file|ioctl|mman|resource|stat|time|types|wait)|unistd'

check_file() { # FILE HEADER
    local pattern files
    [[ ! $2 =~ ^($c_library|$posix)\.h$ ]] || return 0
    while read -r pattern files; do
        [[ -n $pattern && $2 =~ ^($pattern)$ ]] || continue
        [[ ! $1 =~ ^($files) ]] || return 0
        printf '%s includes <%s>: only %s may\n' "$1" "$2" "${files//\\/}"
        return 1
    done <<<"$table"
    printf '%s includes <%s>: not in the table of tests/lint/includes.sh\n' "$1" "$2"
    return 1
}

faults=0
while IFS=: read -r file header; do
    check_file "$file" "$header" || faults=$((faults + 1))
done < <(grep -rHoE --include='*.[ch]' '^[[:space:]]*#[[:space:]]*include[[:space:]]*<[^>]+>' src import export tests |
    sed -E 's/:[^<]*<([^>]+)>/:\1/')
[[ $faults -eq 0 ]] || { printf '%d forbidden includes\n' "$faults"; exit 1; }
