# What all shells share: POSIX sh with `local`, for bash, zsh and dash. It starts no program, and runs nothing that lies in the folder.

# Prints what may stand in place of the last argument, one candidate a line; the arguments are the words after "npm". A line ":files" or
# ":folders" asks for paths. Returns 1 where hopbench has nothing to say.
__hopbench_candidates() {
  [ -z "${ZSH_VERSION-}" ] || emulate -L sh
  local state=npm command= provider=$__hopbench_provider flag= value=none flags= arguments= offers= prefix= word=
  while [ $# -gt 1 ]; do
    word=$1
    shift
    case $state in
      npm) case $word in run | run-script | rum | urn) state=run ;; -*) ;; *) return 1 ;; esac ;;
      run) case $word in -*) ;; *) state=script command=$word ;; esac ;;
      script) [ "$word" != -- ] || state=flags ;;
      flags) __hopbench_take "$word" ;;
    esac
  done
  case $state in
    run)
      case $1 in -*) return 1 ;; esac
      printf '%s\n' $__hopbench_scripts
      return 0
      ;;
    flags) __hopbench_command "$command" || return 1 ;;
    *) return 1 ;;
  esac
  case $1 in
    --*=*)
      prefix=${1%%=*}=
      __hopbench_flag "$command ${1%%=*}"
      value=always
      set -- "${1#*=}"
      ;;
  esac
  case $value in
    none) offers=$arguments && printf '%s\n' $flags ;;
    maybe) printf '%s\n' $flags ;;
  esac
  for word in $offers; do __hopbench_offer "$word" "$prefix" "$1"; done
}

# Takes a whole word behind "--": a flag, or the value of the flag before it.
__hopbench_take() {
  [ "$flag" != --provider ] || provider=$1
  if [ "$value" = always ]; then
    flag= value=none offers=
    return
  fi
  case $1 in
    --provider=*) provider=${1#*=} flag= value=none offers= ;;
    --*=*) flag= value=none offers= ;;
    *) flag=$1 && __hopbench_flag "$command $1" ;;
  esac
}

# Prints the candidates of one offer. $2 stands before each, $3 is what was typed so far.
__hopbench_offer() {
  local name= names= before=$2
  case $1 in
    files | folders) [ -n "$2" ] || printf ':%s\n' "$1" ;;
    scenarios)
      for name in "$__hopbench_root"/scenarios/*.yaml; do
        name=${name##*/}
        __hopbench_print "$2" "${name%.yaml}"
      done
      ;;
    runs)
      for name in "$__hopbench_root"/results/*/; do
        [ -e "$name/plan.json" ] || [ -e "$name/run.json" ] || continue
        name=${name%/}
        __hopbench_print "$2" "${name##*/}"
      done
      ;;
    datapaths)
      __hopbench_datapaths "$provider"
      case $3 in *,*) before=$2${3%,*}, ;; esac
      for name in $names; do __hopbench_print "$before" "$name"; done
      ;;
    *) __hopbench_print "$2" "$1" ;;
  esac
}

# Leaves out names that a shell would have to quote, and names that a command would take for flags: no run or scenario of hopbench has one.
__hopbench_print() {
  case $2 in
    '' | -?* | *[!A-Za-z0-9._+-]*) ;;
    *) printf '%s%s\n' "$1" "$2" ;;
  esac
}
