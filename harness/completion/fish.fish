
function __hopbench_lines
    set -l here (pwd -P)/
    test (string sub -l (string length -- $__hopbench_root/) -- $here) = $__hopbench_root/
    or return 1
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    sh -c $__hopbench_source hopbench $words[2..] "$current"
end

function __hopbench_complete
    for line in (__hopbench_lines)
        switch $line
            case :files
                __fish_complete_path (commandline -ct)
            case :folders
                __fish_complete_directories (commandline -ct) ''
            case '*'
                printf '%s\n' $line
        end
    end
end

# What fish itself knows of npm stays; the condition holds in the folder of hopbench only.
complete -c npm -n '__hopbench_lines > /dev/null' -f -a '(__hopbench_complete)'
