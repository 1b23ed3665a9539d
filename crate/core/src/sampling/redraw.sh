#!/bin/sh
# Draws a Yanshou sample again, with coreutils alone: redraw.sh DIGEST SIZES NONCE... < population.tsv
# DIGEST: delivery digest (SHA-256). SIZES: units drawn of stratum 1,2,... with commas. Prints "key  unit".
digest=$1; sizes=$2; shift 2
seed=$(printf '%s\n' yanshou-seed/1 "$digest" "$@" | sha256sum | cut -c1-64)
work=$(mktemp -d)
while IFS='	' read -r stratum unit; do
  key=$(printf '%s\n%s' "$seed" "$unit" | sha256sum)
  printf '%s  %s\n' "${key%% *}" "$unit" >> "$work/$stratum"
done
stratum=0
for n in $(echo "$sizes" | tr , ' '); do
  stratum=$((stratum + 1))
  LC_ALL=C sort "$work/$stratum" | head -n "$n"
done
rm -r "$work"
