
_hopbench_npm() {
  local line lines
  local -a names
  if [[ $(pwd -P)/ == $__hopbench_root/* ]] &&
    lines=$(__hopbench_candidates "${(@Q)words[2,CURRENT-1]}" "$PREFIX"); then
    for line in "${(@f)lines}"; do
      case $line in
        :files) _files ;;
        :folders) _files -/ ;;
        ?*) names+=("$line") ;;
      esac
    done
    compadd -a names
    return
  fi
  # Everything else is as it was before. What npm brings registers itself when it is first called, and would then replace this.
  ${_hopbench_before:-_default} "$@"
  local result=$?
  [[ ${_comps[npm]} == _hopbench_npm ]] || _hopbench_before=${_comps[npm]}
  _comps[npm]=_hopbench_npm
  return $result
}

if (( ! $+functions[compdef] )); then
  autoload -Uz compinit
  compinit
fi
[[ ${_comps[npm]-} == _hopbench_npm ]] || _hopbench_before=${_comps[npm]-}
compdef _hopbench_npm npm
