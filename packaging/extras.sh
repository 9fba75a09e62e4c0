#!/bin/sh
# What stands beside the program in a package: manual pages and completions. packaging/extras.sh PROGRAM FOLDER
set -eu
program=$1 folder=$2
mkdir -p "$folder/man" "$folder/completions"
"$program" --lang en man "$folder/man"
"$program" completions bash > "$folder/completions/schedario"
"$program" completions zsh > "$folder/completions/_schedario"
"$program" completions fish > "$folder/completions/schedario.fish"
