#!/bin/sh
# Fetches what reads scans: Tesseract 5 with Italian (Debian, Ubuntu), and the model of the second reader. In the sources of
# schedario it also fetches what libraries written in C are built with.
#
# The model is PP-OCRv6_rec_small of PaddleOCR (Apache 2.0), as the package rapidocr 3.10.0 on PyPI carries it. It goes to
# $SCHEDARIO_MODELS, or else to schedario/ in the user's data folder.
set -eu

model=PP-OCRv6_rec_small.onnx
sum=6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884
folder=${SCHEDARIO_MODELS:-${XDG_DATA_HOME:-$HOME/.local/share}/schedario}

missing=
if ! command -v tesseract >/dev/null 2>&1 || ! tesseract --list-langs 2>&1 | grep -qx ita; then
    missing="tesseract-ocr tesseract-ocr-ita"
fi
if [ -f Cargo.toml ] && ! { command -v cc && command -v make; } >/dev/null 2>&1; then
    missing="$missing gcc libc6-dev make"
fi
if [ -n "$missing" ]; then
    if command -v apt-get >/dev/null 2>&1; then
        as_root=
        [ "$(id -u)" = 0 ] || as_root=sudo
        $as_root apt-get update
        # shellcheck disable=SC2086  # several packages
        $as_root apt-get install -y $missing
    else
        echo "Installare Tesseract 5 con l'italiano (ita); per costruire il programma, un compilatore C e make." >&2
        echo "Install Tesseract 5 with Italian (ita); to build the program, a C compiler and make." >&2
    fi
fi

if [ -f "$folder/$model" ] && echo "$sum  $folder/$model" | sha256sum -c - >/dev/null 2>&1; then
    echo "$folder/$model"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$work" rapidocr==3.10.0
python3 -m zipfile -e "$work"/rapidocr-3.10.0-*.whl "$work"
echo "$sum  $work/rapidocr/models/$model" | sha256sum -c - >/dev/null
mkdir -p "$folder"
mv "$work/rapidocr/models/$model" "$folder/$model.new"
mv "$folder/$model.new" "$folder/$model"
echo "$folder/$model"
