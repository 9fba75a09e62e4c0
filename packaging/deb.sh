#!/bin/sh
# Makes a Debian package: target/debian/schedario_….deb. Needs cargo-deb (cargo install cargo-deb).
set -eu
cd "$(dirname "$0")/.."
cargo build --locked --profile dist
sh packaging/extras.sh target/dist/schedario target/packaging
cargo deb --locked --no-build --profile dist
