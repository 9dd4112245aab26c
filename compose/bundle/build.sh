#!/bin/sh
# Makes the bundle: a folder with its own Java, the application's jars, TensorFlow's natives unpacked, for a GPU the CUDA
# and cuDNN libraries that TensorFlow opens, starter models, tests for the GPU; and a compressed archive of it.
# Called by Maven (profile "bundle"), on Linux, with GNU tar and xz.
#
#   build.sh APP TARGET      APP: where the module stream-app was built, TARGET: where the bundle goes
#   JAVA_HOME                the JDK whose runtime is bundled
#   BUNDLE_VERSION           of Hubstream
#   BUNDLE_ARCHIVE           "false" leaves the archive out
#   BUNDLE_XZ                options of xz

set -eu

app=$1
target=$2
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd -P)
project=$(dirname -- "$(dirname -- "$here")")

# What the application and its libraries use, and what is reached by reflection or as a service alone: elliptic curves and
# Kerberos for brokers, charsets and locale data for documents and starter models, zip files, and tools to look into a
# process on a machine where nothing can be installed (jcmd, jfr).
modules="java.se jdk.attach jdk.charsets jdk.crypto.cryptoki jdk.crypto.ec jdk.httpserver jdk.jcmd jdk.jfr jdk.localedata
  jdk.management jdk.management.agent jdk.naming.dns jdk.net jdk.security.auth jdk.security.jgss jdk.unsupported
  jdk.xml.dom jdk.zipfs"

# Java's parts for a screen and for sound, which need libraries that a server does not have.
screen="libatk-wrapper.so libawt_xawt.so libjawt.so libjsound.so libsplashscreen.so"

# Every Linux system with a C library has them, and they must be its own.
c_library='^(ld-linux.*|linux-vdso|lib(c|m|dl|rt|pthread|resolv|util|nsl|anl))\.so'

# Taken from the system where it has them: they may need a newer C library than the rest of the bundle.
cxx_library='^(libstdc\+\+\.so\.6|libgcc_s\.so\.1)$'

say() { printf 'bundle: %s\n' "$*"; }
fail() { printf 'bundle: %s\n' "$*" >&2; exit 1; }
size() { du -shL "$1" | cut -f1; }

one() {
  [ $# -eq 1 ] && [ -f "$1" ] || fail "there should be one file $1"
  printf '%s' "$1"
}

native_jar=$(one "$app"/hubstream/lib/tensorflow-core-native-*-linux-*.jar)
test_jar=$(one "$app"/hubstream-stream-app-*-tests.jar)
platform=linux-${native_jar##*-linux-}
platform=${platform%.jar}
name=hubstream-$BUNDLE_VERSION-$platform
out=$target/$name
cuda_folder=org/bytedeco/cuda/linux-x86_64

make_jars() {
  mkdir -p "$out/lib" "$out/tests"
  for jar in "$app"/hubstream/lib/*.jar; do
    case $jar in
      "$native_jar" | */cuda-*-redist.jar) ;;
      *) cp "$jar" "$out/lib/" ;;
    esac
  done
  cp "$test_jar" "$out/tests/hubstream-stream-app-tests.jar"
  cp "$target"/test-libraries/*.jar "$out/tests/"
  say "jars: $(size "$out/lib")"
}

# Natives lie in folders on the class path, as they would in their jars: there they are used in place.
make_natives() {
  mkdir -p "$out/natives"
  (cd "$out/natives" && "$JAVA_HOME/bin/jar" xf "$native_jar" org)
  say "natives of TensorFlow for $platform: $(size "$out/natives")"
  : >"$target/cuda-libraries"
  case $platform in
    *-gpu) ;;
    *) return ;;
  esac
  redist=$(one "$app"/hubstream/lib/cuda-*-redist.jar)
  "$JAVA_HOME/bin/java" -cp "$app/hubstream/lib/*" io.hubstream.cli.Main doctor --cuda-libraries >"$target/cuda-libraries"
  set --
  while IFS='	' read -r library purpose; do
    set -- "$@" "$cuda_folder/$library"
  done <"$target/cuda-libraries"
  (cd "$out/natives" && "$JAVA_HOME/bin/jar" xf "$redist" "$@")
  while IFS='	' read -r library purpose; do
    [ -f "$out/natives/$cuda_folder/$library" ] || fail "$library is not in $redist"
  done <"$target/cuda-libraries"
  say "CUDA and cuDNN, $# libraries: $(size "$out/natives/org/bytedeco")"
}

make_runtime() {
  available=" $("$JAVA_HOME/bin/java" --list-modules | sed 's/@.*//' | tr '\n' ' ')"
  chosen=
  for module in $modules; do
    case $available in
      *" $module "*) chosen=$chosen,$module ;;
    esac
  done
  "$JAVA_HOME/bin/jlink" --add-modules "${chosen#,}" --no-header-files --no-man-pages --output "$out/runtime"
  for library in $screen; do
    rm -f "$out/runtime/lib/$library"
  done
  make_system_libraries
  # Its own archive of class data, which starts every process faster.
  "$out/runtime/bin/java" -Xshare:dump >"$target/share-dump.log" 2>&1 || say "no class data archive: see $target/share-dump.log"
  say "runtime, Java $(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$out/runtime/release"): $(size "$out/runtime")"
}

# Some builds of Java use the system's libraries for zip files, pictures and fonts: they come along.
make_system_libraries() {
  mkdir -p "$out/runtime/lib/fallback"
  find "$out/runtime/lib" "$out/natives" "$out/runtime/bin/java" -type f \( -name '*.so*' -o -name java \) -exec ldd {} + 2>/dev/null |
    sed -n 's/^[[:space:]]*\([^ ]*\) => \(\/[^ ]*\) .*/\1 \2/p' | sort -u |
    while read -r library file; do
      case $file in
        "$out"/*) continue ;;
      esac
      if printf '%s' "$library" | grep -Eq "$c_library"; then
        continue
      elif printf '%s' "$library" | grep -Eq "$cxx_library"; then
        cp -L "$file" "$out/runtime/lib/fallback/$library"
      else
        cp -L "$file" "$out/runtime/lib/$library"
        # cuDNN needs it too, and looks beside itself.
        if [ "$library" = libz.so.1 ] && [ -d "$out/natives/$cuda_folder" ]; then
          cp -L "$file" "$out/natives/$cuda_folder/$library"
        fi
      fi
    done
}

make_scripts() {
  cp "$project/LICENSE" "$out/"
  cp "$project/hubstream" "$here/hubstream-gpu-tests" "$out/"
  chmod 755 "$out/hubstream" "$out/hubstream-gpu-tests"
}

make_models() {
  HUBSTREAM_CACHE=$target/cache "$out/hubstream" model starter --out "$out/models" >/dev/null
  say "starter models: $(size "$out/models")"
}

# The newest C library version that anything but the fallback asks for.
glibc() {
  find "$out/runtime" "$out/natives" -path '*/fallback' -prune -o -type f \( -name '*.so*' -o -name java \) \
    -exec grep -aoh 'GLIBC_2\.[0-9]*' {} + | sort -u -t. -k2n | tail -n 1 | sed 's/GLIBC_//'
}

make_readme() {
  version=$(glibc)
  while IFS= read -r line; do
    case $line in
      @libraries@)
        find "$out/natives" -name '*.so*' -type f | sort | while read -r file; do
          purpose=$(sed -n "s/^$(basename "$file")	//p" "$target/cuda-libraries")
          printf '| `%s` | %s | %s |\n' "$(basename "$file")" "$(size "$file")" "${purpose:-$(purpose "$file")}"
        done
        ;;
      *) printf '%s\n' "$line" | sed "s/@name@/$name/g; s/@glibc@/$version/g" ;;
    esac
  done <"$here/README.md" >"$out/README.md"
  say "needs glibc $version or newer"
}

purpose() {
  case $1 in
    */libz.so.1) echo 'needed by cuDNN; of the machine that built the bundle' ;;
    *) echo 'TensorFlow' ;;
  esac
}

# With nothing but what is in the folder, as far as that can be had without another root.
check() {
  (cd / && env -i PATH= HUBSTREAM_CACHE="$target/cache" "$out/hubstream" doctor --device cpu) >"$target/doctor.log" 2>&1 ||
    fail "the bundle does not run: see $target/doctor.log"
  [ -z "$(find "$out" -newer "$out/README.md" -type f)" ] || fail "a run wrote into the bundle"
}

make_archive() {
  archive=$name.tar.xz
  say "archive with xz $BUNDLE_XZ; this takes a while..."
  rm -f "$target/$archive" "$target/$archive.sha256"
  # BUNDLE_XZ is a list of words.
  # shellcheck disable=SC2086
  (tar -C "$target" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@1767225600 \
    --checkpoint=26214 --checkpoint-action="echo=%{W}T" -cf - "$name" || rm -f "$target/$archive.part") |
    xz $BUNDLE_XZ >"$target/$archive.part"
  mv "$target/$archive.part" "$target/$archive"
  (cd "$target" && sha256sum "$archive" >"$archive.sha256")
  say "archive: $(size "$target/$archive"), $(cut -c1-64 "$target/$archive.sha256")"
}

rm -rf "$out" "$target/cache"
mkdir -p "$out"
make_jars
make_natives
make_runtime
make_scripts
make_models
make_readme
check
rm -rf "$target/cache"
say "folder: $out, $(size "$out")"
[ "$BUNDLE_ARCHIVE" = false ] || make_archive
