#!/bin/sh
# make e2e: the real bot against a local Slack workspace and Microsoft's Agents Playground, and its cards as
# pictures. Linux with node 20, npm and chromium; nothing but the installation ever leaves the machine.
# Everything lands in var/e2e, the pictures in var/e2e/shots. `run.sh slack` runs one part.
set -u
cd "$(dirname "$0")/../.."
place=var/e2e

refuse() {
	echo "make e2e: $1" >&2
	exit 2
}

CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
export CHROMIUM
[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || refuse "it runs on Linux on x86-64 only."
command -v node >/dev/null && command -v npm >/dev/null || refuse "install node 20 or later, with npm."
[ "$(node -p 'process.versions.node.split(".")[0] >= 20')" = true ] || refuse "install node 20 or later; this is $(node --version)."
[ -n "$CHROMIUM" ] || refuse "install chromium (Debian: apt-get install chromium fonts-noto-cjk)."
command -v ip >/dev/null && command -v unshare >/dev/null || refuse "install iproute2 and util-linux (ip, unshare)."
[ -x .venv/bin/uptake ] || refuse "run make setup first."

# A network of its own with nothing but loopback: ports are free, and nobody outside can look in.
alone="unshare --map-root-user --net"
$alone true 2>/dev/null || alone="unshare --net"
$alone true 2>/dev/null || refuse "unprivileged user namespaces are switched off here; run it as root, or allow them."

mkdir -p "$place/shots"
if ! cmp -s tests/e2e/package.json "$place/package.json" || [ ! -d "$place/node_modules" ]; then
	echo "installing what tests/e2e/package.json names into $place (once)"
	rm -rf "$place/new" "$place/node_modules" "$place/package.json"
	mkdir "$place/new" && cp tests/e2e/package.json "$place/new/"
	npm install --prefix "$place/new" --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error ||
		refuse "npm could not install tests/e2e/package.json."
	mv "$place/new/node_modules" "$place/new/package.json" "$place/" && rm -rf "$place/new"
fi

child=
trap '[ -z "$child" ] || kill "$child" 2>/dev/null; wait; exit 1' INT TERM
failed=0
for part in ${*:-slack teams pictures}; do
	started=$(date +%s)
	# shellcheck disable=SC2016
	$alone sh -c 'ip link set lo up && exec node "tests/e2e/$1.mjs"' sh "$part" &
	child=$!
	wait "$child" || failed=1
	child=
	echo "--   $part: $(($(date +%s) - started)) s"
done
[ "$failed" = 0 ] && echo "make e2e: everything holds; pictures in $place/shots" || echo "make e2e: something FAILED (see above)"
exit "$failed"
