# Sourced by the commands in bin/: finds a Python, makes the environment ready and goes on in it.
# Understood by any bash, also the 3.2 of macOS.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export PYTHONPATH=$root

# The first Python that Amends runs on: 3.11 to 3.14, for which all compiled packages exist.
find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1; then
            command -v "$candidate"
            return
        fi
    done
    {
        printf '\nAmends: It needs Python 3.11, 3.12, 3.13 or 3.14'
        if command -v python3 >/dev/null 2>&1; then
            printf ', and the python3 here is %s.\n' "$(python3 -c 'import sys; print(sys.version.split()[0])' 2>/dev/null || echo broken)"
        else
            printf ', and there is no python3 here.\n'
        fi
        printf '  Install one (Debian, Ubuntu: apt install python3 python3-venv) or name it: PYTHON=/path/to/python3.12 %s\n' "$0"
    } >&2
    return 1
}

# launch base|dev MODULE ...: make the environment with the locked packages ready, and become that module in it.
# One process all the way: whoever stops or kills the command stops its set-up too.
launch() {
    local found
    found=$(find_python) || exit 1
    exec "$found" -P -m amends.operate.setup.packages "$@"
}
