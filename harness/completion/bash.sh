
_hopbench_npm() {
  local line lines word current=$2 words=()
  if [[ $(pwd -P)/ == "$__hopbench_root"/* ]]; then
    # bash takes --flag=value for three words.
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do [[ $word == = ]] || words+=("$word"); done
    [[ $current != = ]] || current=
    if lines=$(__hopbench_candidates ${words[@]+"${words[@]}"} "$current"); then
      compopt +o default 2> /dev/null
      while IFS= read -r line; do
        case $line in
          :files | :folders)
            compopt -o filenames 2> /dev/null
            [[ $line == :files ]] && line=-f || line=-d
            while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$line" -- "$current")
            ;;
          "$current"*) COMPREPLY+=("$line") ;;
        esac
      done <<< "$lines"
      return
    fi
  fi
  # Everything else is as it was before.
  [[ -z ${_hopbench_before-} ]] || "$_hopbench_before" "$@"
}

# bash-completion loads what it has for a command when TAB is first pressed; it would then replace this.
if declare -F _comp_load > /dev/null; then
  _comp_load npm
elif declare -F _completion_loader > /dev/null; then
  _completion_loader npm
fi
if [[ $(complete -p npm 2> /dev/null) =~ ' -F '([^ ]+) && ${BASH_REMATCH[1]} != _hopbench_npm ]]; then
  _hopbench_before=${BASH_REMATCH[1]}
fi
complete -o default -F _hopbench_npm npm
