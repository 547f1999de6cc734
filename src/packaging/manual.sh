#!/usr/bin/env bash
# Owns the making of the manual by help2man: terrier(1), and a page a command, such as terrier-gazetteer-import(1),
# which `man terrier gazetteer import` finds too. Usage: manual.sh PROGRAM HELP2MAN FOLDER
set -euo pipefail
program=$1 help2man=$2 folder=$3
here=$(dirname "$(readlink -f "$0")")
export LC_ALL=C.UTF-8
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$folder"
mkdir -p "$folder"
version=$("$program" --version)

# page NAME TITLE SECTIONS: the page of which help2man reads what standard input says as its --help.
page() {
    local name=$1 title=$2 sections=$3
    cat >"$work/$name.txt"
    # shellcheck disable=SC2016 # the page's script expands it
    printf '#!/bin/sh\nexec cat "$0.txt"\n' >"$work/$name"
    chmod +x "$work/$name"
    "$help2man" --no-info --locale=C.UTF-8 --name="$title" --source="$version" --version-string="${version#* }" \
        --include="$sections" --output="$work/$name.1" "$work/$name"
    # Neither hyphens nor blanks are put into what one copies from the page.
    sed -e '/^\.TH /a .nh\n.ad l' -e '/^\.B terrier_/s/_/ /g' "$work/$name.1" | gzip -9n >"$folder/$name.1.gz"
}

# The help of a command in the form that help2man reads best: without the first line, which is the page's NAME, the
# command's words in one piece, which is then bold, and examples behind a prompt, which stay one line each.
command_help() {
    local words="$*"
    "$program" help "$@" | sed -e 1,2d -e "s/^Usage: terrier $words/Usage: terrier_${words// /_}/" \
        -e 's/^  terrier /  $ terrier /'
}

pages=()
while read -r -a words; do
    name=$(IFS=- && echo "terrier-${words[*]}")
    title=$("$program" help "${words[@]}" | sed -n '1s/^.* - //p')
    command_help "${words[@]}" | page "$name" "$title" "$here/command-sections.h2m"
    pages+=("$name")
done < <("$program" help --markdown | sed -n 's/^### //p')

{
    cat "$here/sections.h2m"
    printf '\n[SEE ALSO]\n'
    printf '.BR %s (1),\n' "${pages[@]}" | sed '$s/,$//'
} >"$work/sections.h2m"
"$program" help |
    page terrier "the register of a local authority's hydrants, stations, zones and land" "$work/sections.h2m"
