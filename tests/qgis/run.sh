#!/usr/bin/env bash
# Owns the tests with the real QGIS: a register of the example, then each script of checks on it.
#
# usage: run.sh PROGRAM [FOLDER]    FOLDER keeps the register, the pictures and the logs; else all is thrown away
# Ends with 77, which CTest counts as skipped, where QGIS's Python is not installed.
set -euo pipefail

[[ $# -ge 1 && -x $1 ]] || { echo "run.sh: the first argument is the path of terrier" >&2; exit 2; }
program=$(readlink -f "$1")
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
example=$here/../../docs/examples/tumed-left
python=/usr/bin/python3 # the one that Debian's python3-qgis belongs to

export LC_ALL=C.UTF-8 QT_QPA_PLATFORM=offscreen
if ! "$python" -c 'import qgis.core' 2>/dev/null; then
    echo "skipped: PyQGIS is missing (Debian: python3-qgis qgis-providers fonts-noto-cjk)"
    exit 77
fi

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
export XDG_RUNTIME_DIR=$temporary/runtime PYTHONDONTWRITEBYTECODE=1
mkdir -m 700 "$XDG_RUNTIME_DIR"
folder=${2:-$temporary/work}
mkdir -p "$folder"
folder=$(readlink -f "$folder")
registry=$folder/tumed-left.sqlite
rm -f "$registry"* "$folder"/{edits,views,locked,beside,mixed}*.sqlite* "$folder"/rendering.sqlite*

# 3: done, and something wants attention; some records of the example have no certain position.
make_registry() {
    "$program" init "$registry" --name 土默特左旗 --lang zh
    export TERRIER_DB=$registry
    "$program" gazetteer import "$example/places.csv" --kind places
    "$program" gazetteer import "$example/roads.geojson" --kind roads
    "$program" import hydrant "$example/broken-hydrants.csv" --set status=out_of_service --source 附件3
    "$program" import hydrant "$example/new-hydrants.csv" --set status=planned --source 附件2
    "$program" geocode hydrant || [[ $? -eq 3 ]]
}

# GDAL and Qt write refusals that are wanted to standard error too: they are shown only where a check failed.
check() {
    if ! "$python" "$here/$1.py" "$program" "$registry" "$folder" 2>"$folder/$1.log"; then
        cat "$folder/$1.log" >&2
        failed=1
    fi
}

failed=0
make_registry >"$folder/make.log" 2>&1 || { cat "$folder/make.log"; echo "FAIL the example's register"; exit 1; }
check layers
check edits
check views
check side_by_side
check rendering
check project
picture=$folder/hydrants.png
rm -f "$picture"
if "$python" "$here/render.py" "$registry" "$picture" 2>"$folder/render.log" && [[ -s $picture ]]; then
    echo "ok   the picture of the example is drawn"
else
    cat "$folder/render.log" >&2
    echo "FAIL the picture of the example is drawn"
    failed=1
fi
exit "$failed"
