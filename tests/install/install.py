#!/usr/bin/env python3
"""Owns the test of what is installed: the release build goes into a folder, works there from elsewhere and without an
environment, and works again when the folder was moved; manual, completion, version and the Debian package are looked
at. Skipped (77) without a release build; pages and package are left out where the programs for them are missing."""
import glob
import gzip
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
EXAMPLE = "share/doc/terrier/docs/examples/tumed-left"
EXPECTED = [
    "bin/terrier", "share/bash-completion/completions/terrier", "share/terrier/layers/layer.schema.json",
    "share/terrier/layers/hydrant.json", "share/doc/terrier/README.md", "share/doc/terrier/copyright",
    "share/doc/terrier/LICENSE", "share/doc/terrier/docs/cli.md", "share/doc/terrier/docs/changelog.md",
    "share/doc/terrier/docs/hydrants.png", EXAMPLE + "/broken-hydrants.csv"]
HEADINGS = [  # a changelog's first heading, and the version that follows; None: refused
    ("## 1.2.3 (not yet released)", "1.2.3 1.2.3~dev"), ("## 10.0.1 (2027-01-31)", "10.0.1 10.0.1"),
    ("## News", None), ("## 1.2 (2027-01-31)", None), ("## 1.2.3", None), ("## 1.2.3 (soon)", None), ("", None)]
DEPENDS = ["libgdal32", "libspatialite7", "libsqlite3-0", "libproj25", "libgeos-c1v5", "libjansson4", "libutf8proc2",
           "libxlsxwriter4", "libxml2", "libnettle8", "libc6"]
faults = []


def expect(holds, what):
    if not holds:
        faults.append(what)


def run(*command, environment=None, folder="/", allowed=(0,)):
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=600)
    said = (done.stderr or done.stdout).strip()
    expect(done.returncode in allowed, f"{' '.join(command)}: ended with {done.returncode}: {said}")
    return done.stdout


def version():
    with open(os.path.join(SOURCE, "docs/changelog.md"), encoding="utf-8") as changelog:
        number, when = re.search(r"^## (\S+) \((.*)\)$", changelog.read(), re.MULTILINE).groups()
    return number + ("~dev" if when == "not yet released" else "")


def files_of(folder):
    return sorted(os.path.relpath(os.path.join(at, name), folder)
                  for at, _, names in os.walk(folder) for name in names)


def install(build, work):
    stage = os.path.join(work, "stage")
    run("cmake", "--install", build, "--prefix", "/opt/terrier", environment={**os.environ, "DESTDIR": stage})
    expect(files_of(stage) and all(name.startswith("opt/terrier/") for name in files_of(stage)),
           "something was installed outside of the prefix")
    return os.path.join(stage, "opt/terrier")


def check_files(prefix):
    for name in EXPECTED:
        expect(os.path.exists(os.path.join(prefix, name)), f"{name} was not installed")
    for name in ("terrier-import-gdal", "terrier-export-gdal"):
        expect(glob.glob(f"{prefix}/lib*/**/terrier/modules/{name}.so", recursive=True), f"{name}.so was not installed")
    for name in files_of(prefix):
        mode = stat.S_IMODE(os.stat(os.path.join(prefix, name)).st_mode)
        wanted = 0o755 if name == "bin/terrier" else 0o644
        expect(mode == wanted, f"{name} has the mode {mode:o}")
    for at, folders, _ in os.walk(prefix):
        for name in folders:
            mode = stat.S_IMODE(os.stat(os.path.join(at, name)).st_mode)
            expect(mode == 0o755, f"the folder {name} has the mode {mode:o}")


def check_links(prefix):
    """What the README and its pages show is there, beside what lies in the source tree alone."""
    folder = os.path.join(prefix, "share/doc/terrier")
    for page in [name for name in files_of(folder) if name.endswith(".md")]:
        path = os.path.join(folder, page)
        with open(path, encoding="utf-8") as text:
            for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text.read()):
                if not target.startswith("../"):
                    expect(os.path.exists(os.path.join(os.path.dirname(path), target)), f"{page} leads to {target}")


def try_program(program, data, work):
    """A register from the example, from a folder of its own, with nothing in the environment."""
    folder = tempfile.mkdtemp(dir=work)
    def terrier(*words, allowed=(0,)):
        return run(program, *words, environment={}, folder=folder, allowed=allowed)
    expect(terrier("--version").strip() == f"terrier {version()}", "--version differs from the changelog")
    terrier("init", "r.sqlite")
    terrier("--db", "r.sqlite", "import", "hydrant", f"{data}/broken-hydrants.csv", "--set", "status=out_of_service")
    terrier("--db", "r.sqlite", "gazetteer", "import", f"{data}/roads.geojson", "--kind", "roads")
    terrier("--db", "r.sqlite", "gazetteer", "import", f"{data}/places.csv", "--kind", "places")
    terrier("--db", "r.sqlite", "geocode", allowed=(0, 3))
    terrier("--db", "r.sqlite", "layer", "add", f"{data}/threshold.json")
    terrier("--db", "r.sqlite", "export", "hydrant", "--to", "out.gpkg")
    terrier("--db", "r.sqlite", "report", "repair", "--per-year", "40,42", "--out", "plan.html", allowed=(0, 3))
    terrier("--db", "r.sqlite", "check")
    for name in ("out.gpkg", "plan.html"):
        expect(os.path.exists(os.path.join(folder, name)), f"{name} was not written")


def check_manual(prefix, program):
    pages = sorted(glob.glob(f"{prefix}/share/man/man1/*.1.gz"))
    if not shutil.which("help2man") or not shutil.which("man"):
        return "no manual (help2man or man is not there)"
    commands = run(program, "help", "--markdown").count("\n### ")
    expect(len(pages) == commands + 1, f"{len(pages)} pages of the manual for {commands} commands")
    seen = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-P", "cat", "-l", *pages], capture_output=True,
                          text=True, env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80"}, check=False)
    expect(seen.returncode == 0 and not seen.stderr, f"man: {seen.stderr.strip()}")
    for words in ("terrier gazetteer import FILE", "土左政办发", "share/terrier/layers"):
        expect(words in seen.stdout, f"the manual does not say {words}")
    return f"{len(pages)} pages of the manual"


def check_versions(work):
    """The changelog's first heading is the version, and one that says none stops the configuration."""
    path, script = os.path.join(work, "changelog.md"), os.path.join(work, "version.cmake")
    with open(script, "w", encoding="utf-8") as out:
        out.write(f"include({SOURCE}/src/packaging/version.cmake)\nterrier_read_version({path} number version)\n"
                  "message(\"${number} ${version}\")\n")
    for heading, wanted in HEADINGS:
        with open(path, "w", encoding="utf-8") as out:
            out.write(f"# Changelog\n\n{heading}\n\n## 0.0.1 (2020-01-01)\n" if heading else "# Changelog\n")
        done = subprocess.run(["cmake", "-P", script], capture_output=True, text=True, check=False)
        if wanted:
            expect(done.returncode == 0 and done.stderr.strip() == wanted, f"{heading}: {done.stderr.strip()}")
        else:
            expect(done.returncode != 0 and "names no" in done.stderr, f"{heading}: was taken for a version")


def check_control(deb):
    control = {field: run("dpkg-deb", "-f", deb, field).strip() for field in
               ("Package", "Version", "Section", "Priority", "Maintainer", "Depends", "Description", "Installed-Size")}
    expect(control["Package"] == "terrier", f"the package is called {control['Package']}")
    expect(control["Version"] == version() + "-1", f"the package has the version {control['Version']}")
    expect(control["Section"] == "science" and control["Priority"] == "optional", "section or priority differ")
    expect(re.fullmatch(r"The terrier developers <\S+@\S+>", control["Maintainer"]),
           f"the maintainer is {control['Maintainer']}")
    for library in DEPENDS:
        expect(re.search(rf"(^|, ){re.escape(library)}( \(|,|$)", control["Depends"]),
               f"the package does not ask for {library}")
    expect("\n" in control["Description"], "the description has one line only")


def check_package(build, prefix, work):
    if not shutil.which("dpkg-shlibdeps"):
        return "no package (dpkg-dev is not there)"
    os.umask(0o077) # of a builder who shares nothing: the package is for all
    run("cpack", "-G", "DEB", "-B", work, "--config", f"{build}/CPackConfig.cmake", folder=build)
    os.umask(0o022)
    debs = glob.glob(f"{work}/*.deb")
    expect(len(debs) == 1, f"{len(debs)} packages were made")
    if len(debs) != 1:
        return "no package"
    check_control(debs[0])
    opened = os.path.join(work, "opened")
    run("dpkg-deb", "-R", debs[0], opened)
    for line in run("dpkg-deb", "-c", debs[0]).splitlines():
        expect(" root/root " in line and line[1:10] in ("rwxr-xr-x", "rw-r--r--"), f"in the package: {line}")
    expected = set(files_of(prefix)) | {"share/doc/terrier/changelog.gz", "share/doc/terrier/changelog.Debian.gz",
                                        "share/lintian/overrides/terrier"}
    other = sorted(expected ^ set(files_of(f"{opened}/usr")))
    expect(not other, f"what is in the package is not what is installed: {' '.join(other)}")
    expect(sorted(os.listdir(f"{opened}/DEBIAN")) == ["control", "md5sums"], "the package runs scripts")
    with open(f"{opened}/DEBIAN/md5sums", encoding="utf-8") as sums:
        expect(len(sums.readlines()) == len(files_of(f"{opened}/usr")), "md5sums does not name all files")
    run("md5sum", "--check", "--quiet", "DEBIAN/md5sums", folder=opened)
    with gzip.open(f"{opened}/usr/share/doc/terrier/changelog.Debian.gz", "rt", encoding="utf-8") as changelog:
        expect(changelog.read().startswith(f"terrier ({version()}-1) "), "changelog.Debian has another version")
    if shutil.which("lintian"):
        said = run("lintian", "--allow-root", "--no-cfg", debs[0], allowed=(0, 1, 2)).strip()
        expect(not said, f"lintian: {said}")
    try_program(f"{opened}/usr/bin/terrier", f"{opened}/usr/{EXAMPLE}", work)
    return "the package " + os.path.basename(debs[0])


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: install.py RELEASED-PROGRAM")
    build = os.path.dirname(os.path.abspath(sys.argv[1]))
    if not os.path.exists(f"{build}/cmake_install.cmake") or not os.path.exists(sys.argv[1]):
        print(f"skipped: there is no release build at {build}")
        sys.exit(77)
    os.umask(0o022)
    with tempfile.TemporaryDirectory() as work:
        prefix = install(build, work)
        check_files(prefix)
        check_links(prefix)
        try_program(f"{prefix}/bin/terrier", f"{prefix}/{EXAMPLE}", work)
        moved = os.path.join(work, "搬 家")
        shutil.move(prefix, moved)
        link = os.path.join(work, "link")
        os.symlink(f"{moved}/bin/terrier", link)
        try_program(link, f"{moved}/{EXAMPLE}", work)
        done = [check_manual(moved, link), check_package(build, moved, work)]
        run(sys.executable, "-B", f"{HERE}/completion.py", f"{moved}/share/bash-completion/completions/terrier")
        check_versions(work)
    for fault in faults:
        print(fault)
    print(f"installed, moved, {', '.join(done)}; {len(faults)} faults")
    sys.exit(1 if faults else 0)


main()
