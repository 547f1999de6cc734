# shellcheck shell=bash disable=SC2154 # the tables above are written by the program
# Completes command lines of terrier, with nothing but bash (4.4 or later). The tables above come from the program's
# own. A kind says what stands at a place of the line: one or more of
#   words:A,B  these words            file, file:csv,kml  a file, with one of these endings
#   folder     a folder               layer, layer:       a layer, the beginning of LAYER:CODE
#   status     one of the layer's     set, field          FIELD=VALUE, a field of the layer
#   command    a command of terrier
# joined by "+"; or "-" where there is nothing to offer. Names below are local to _terrier unless they begin with it.

# A word as it will be read: without its quotes and backslashes.
_terrier_plain() {
    local raw=$1 quote='' c i
    REPLY=
    for ((i = 0; i < ${#raw}; i++)); do
        c=${raw:i:1}
        if [[ -z $quote && $c == [\'\"] ]]; then
            quote=$c
        elif [[ -n $quote && $c == "$quote" ]]; then
            quote=
        elif [[ $c == \\ && $quote != \' && $((i + 1)) -lt ${#raw} ]]; then
            i=$((i + 1))
            REPLY+=${raw:i:1}
        else
            REPLY+=$c
        fi
    done
}

# The words up to the cursor, whole where bash parts them at "=" and ":". `kept` is what the last one has before the
# part that bash will replace.
_terrier_line() {
    local i word joins=''
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $i -gt 1 && -n $word && ($word != *[!=:]* || -n $joins) ]]; then
            line[-1]+=$word
        else
            line+=("$word")
        fi
        joins=
        [[ -z $word || $word == *[!=:]* ]] || joins=yes
    done
    [[ -z $joins ]] || word=
    _terrier_plain "${line[-1]:0:${#line[-1]}-${#word}}"
    kept=$REPLY
    for i in "${!line[@]}"; do
        _terrier_plain "${line[i]}"
        line[i]=$REPLY
    done
}

# The words before the last that are no options, and in `option` the one whose value the last word is.
_terrier_given() {
    local i word last=$((${#line[@]} - 1))
    for ((i = 1; i < last; i++)); do
        word=${line[i]}
        if [[ -n $ended || $word != -[^0-9.]* ]]; then
            given+=("$word")
        elif [[ $word == -- ]]; then
            ended=yes
        elif [[ " $_terrier_valued " == *" $word "* ]]; then
            i=$((i + 1))
            [[ $i -lt $last ]] || option=$word
        fi
    done
}

# Files that begin with $value and have one of these endings, parted by commas (none: any), and folders.
_terrier_files() {
    local endings=$1 typed=$value path ending found=()
    # shellcheck disable=SC2088 # a tilde as it was typed
    [[ $typed != '~/'* ]] || typed=$HOME/${typed#'~/'}
    mapfile -d '' -t found < <(set +f; shopt -u failglob; shopt -s nullglob; printf '%s\0' "$typed"*)
    for path in "${found[@]}"; do
        ending=${path##*.}
        [[ -n $path ]] || continue
        [[ -d $path || -z $endings || ",$endings," == *",${ending,,},"* ]] || continue
        # shellcheck disable=SC2088
        [[ $value != '~/'* ]] || path='~/'${path#"$HOME/"}
        offers+=("$path")
    done
    compopt -o filenames 2>/dev/null
}

# The first words of the commands, or those that follow the words given.
_terrier_commands() {
    local command before="$*"
    for command in "${_terrier_all[@]}"; do
        [[ -n $before ]] || offers+=("${command%% *}")
        [[ -z $before || $command != "$before "* ]] || offers+=("${command#"$before "}")
    done
}

# What a kind stands for.
_terrier_offer() {
    local kind kinds=() list=() statuses=() fields=()
    IFS=+ read -r -a kinds <<<"$1"
    _terrier_layer "$layer"
    for kind in "${kinds[@]}"; do
        case $kind in
        words:*) IFS=, read -r -a list <<<"${kind#*:}" && offers+=("${list[@]}") ;;
        layer) offers+=("${_terrier_layers[@]}") ;;
        layer:) offers+=("${_terrier_layers[@]/%/:}") ;;
        status) offers+=("${statuses[@]}") ;;
        field) offers+=("${fields[@]}") ;;
        set) offers+=("${fields[@]/%/=}" "${statuses[@]/#/status=}") ;;
        command) _terrier_commands "${given[@]:1}" ;;
        folder) _terrier_files / ;;
        file) _terrier_files '' ;;
        file:*)
            list=("${offers[@]}")
            _terrier_files "${kind#*:}"
            [[ ${#offers[@]} -gt ${#list[@]} ]] || _terrier_files '' # better another ending than nothing
            ;;
        esac
    done
}

# The kind of the value of this option; nothing where it has none.
_terrier_value() {
    local known
    for known in "${options[@]}" "${_terrier_global[@]}"; do
        [[ $known != "$1="* ]] || { REPLY=${known#*=} && return; }
    done
    REPLY=-
}

# The command that the words before the cursor name, what it takes, and the layer that is spoken of.
_terrier_known() {
    local count word
    for count in 2 1; do
        command="${given[*]:0:count}"
        [[ ${#given[@]} -lt $count ]] || ! _terrier_command "$command" || break
        command=
    done
    [[ -n $command ]] || return 0
    words_given=("${given[@]:count}")
    for word in "${words_given[@]}"; do
        [[ " ${_terrier_layers[*]} " != *" $word "* ]] || { layer=$word && return; }
    done
}

# Offers for the word at the cursor.
_terrier_word() {
    local place=${#words_given[@]}
    if [[ -z $command || ($place -eq 0 && ${#given[@]} -eq 1) ]]; then
        _terrier_commands "${given[@]}"
    fi
    [[ -n $command && ${#words[@]} -gt 0 ]] || return 0
    if [[ $place -lt ${#words[@]} ]]; then
        _terrier_offer "${words[place]%\*}"
    elif [[ ${words[-1]} == *\* ]]; then
        _terrier_offer "${words[-1]%\*}"
    fi
}

_terrier() {
    local line=() kept='' given=() ended='' option='' lead='' value offer unique=' ' REPLY
    local command='' words=() options=() words_given=() layer='' offers=() IFS=$' \t\n'
    _terrier_line
    _terrier_given
    _terrier_known
    value=${line[-1]}
    if [[ -z $option && -z $ended && $value == --*=* ]]; then
        option=${value%%=*}
        lead=$option=
        value=${value#*=}
    fi
    if [[ -n $option ]]; then
        _terrier_value "$option"
        _terrier_offer "$REPLY"
    elif [[ -z $ended && $value == -* ]]; then
        offers=("${options[@]%%=*}" "${_terrier_global[@]%%=*}")
    else
        _terrier_word
    fi
    COMPREPLY=()
    for offer in "${offers[@]}"; do
        [[ -n $offer && $offer == "$value"* && $unique != *" $offer "* ]] || continue
        unique+="$offer "
        offer=$lead$offer
        COMPREPLY+=("${offer#"$kept"}")
    done
    [[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *[=:] ]] || compopt -o nospace 2>/dev/null
}
complete -F _terrier terrier
