//! Checks the map in src/README.md: no import goes against an arrow, no files of a module import
//! each other in a circle, and no two of them have a type of one name for others. Reads the source
//! itself, without its tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, ImplItemFn, Item, ItemUse, Meta, Token, UseTree, Visibility};

/// What each module may import.
const MODULES: [(&str, &[&str]); 13] = [
    ("text", &[]),
    ("settings", &["text"]),
    ("own_settings", &["text"]),
    ("disk", &["text"]),
    // `system`: the file's key is derived from the machine's identity.
    ("vault", &["disk", "settings", "system", "text"]),
    ("system", &["disk", "settings", "text"]),
    ("store", &["disk", "settings", "system", "text", "vault"]),
    ("net", &["settings", "text"]),
    ("probe", &["net", "settings", "system", "text"]),
    ("signin", &["net", "settings", "system", "text"]),
    ("craft_link", &["net", "settings"]),
    (
        "tui",
        &["craft_link", "own_settings", "probe", "settings", "signin", "store", "system", "text"],
    ),
    // `vault`: the demo creates a whole tree, with credentials for a machine that does not exist,
    // before a store opens it.
    (
        "cli",
        &[
            "craft_link",
            "own_settings",
            "probe",
            "settings",
            "signin",
            "store",
            "system",
            "text",
            "tui",
            "vault",
        ],
    ),
];

type Module = Vec<String>;

/// A file: its imports, and what it re-exports under its own name.
#[derive(Default)]
struct Source {
    module: Module,
    imports: Vec<Module>,
    exports: Vec<(String, Module)>,
    /// The names that a `use` gives to paths in this file.
    names: BTreeMap<String, Module>,
    /// Paths in the code; the first segment may be one of these names.
    paths: Vec<Module>,
    /// Files that only tests use.
    tests: Vec<Module>,
    /// The types that other modules may use.
    types: Vec<String>,
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    let names_test = |meta: &Meta| match meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("all") => list
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .is_ok_and(|all| all.iter().any(|meta| meta.path().is_ident("test"))),
        _ => false,
    };
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<Meta>().is_ok_and(|meta| names_test(&meta))
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The name of a type that is visible in the whole crate.
fn public_type(item: &Item) -> Option<String> {
    let (visibility, name) = match item {
        Item::Enum(item) => (&item.vis, &item.ident),
        Item::Struct(item) => (&item.vis, &item.ident),
        Item::Trait(item) => (&item.vis, &item.ident),
        Item::Type(item) => (&item.vis, &item.ident),
        _ => return None,
    };
    let is_public = match visibility {
        Visibility::Public(_) => true,
        Visibility::Restricted(part) => part.in_token.is_none() && part.path.is_ident("crate"),
        Visibility::Inherited => false,
    };
    is_public.then(|| name.to_string())
}

/// The leaves of a `use`, each with the name that it has in the file.
fn leaves(tree: &UseTree, before: &[String], found: &mut Vec<(Option<String>, Module)>) {
    let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
    match tree {
        UseTree::Path(path) => leaves(&path.tree, &with(&path.ident), found),
        UseTree::Name(name) if name.ident == "self" => {
            found.push((before.last().cloned(), before.to_vec()));
        }
        UseTree::Name(name) => found.push((Some(name.ident.to_string()), with(&name.ident))),
        UseTree::Rename(name) => found.push((Some(name.rename.to_string()), with(&name.ident))),
        UseTree::Glob(_) => found.push((None, before.to_vec())),
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, before, found)),
    }
}

impl Source {
    fn read(file: &Path, module: Module) -> Self {
        let text = fs::read_to_string(file).expect("a source file");
        let parsed = syn::parse_file(&text).expect("Rust");
        let mut source = Self { module, ..Self::default() };
        source.visit_file(&parsed);
        let paths = std::mem::take(&mut source.paths);
        for path in paths {
            let module = match source.names.get(&path[0]) {
                Some(named) => Some([named, &path[1..]].concat()),
                None => source.absolute(&path),
            };
            source.imports.extend(module);
        }
        source
    }

    /// A path from the crate's root; none if it starts elsewhere.
    fn absolute(&self, path: &[String]) -> Option<Module> {
        let up = path.iter().take_while(|name| *name == "super").count();
        match path.first()?.as_str() {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([&self.module, &path[1..]].concat()),
            "super" => {
                let above = self.module.len().checked_sub(up)?;
                Some([&self.module[..above], &path[up..]].concat())
            }
            // A child module needs no prefix; whatever is not a module is dropped later.
            _ => Some([&self.module, path].concat()),
        }
    }
}

impl<'ast> Visit<'ast> for Source {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_for_tests(attributes(item)) {
            self.types.extend(public_type(item));
            visit::visit_item(self, item);
        } else if let Item::Mod(item) = item {
            self.tests.push([self.module.as_slice(), &[item.ident.to_string()]].concat());
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let mut found = Vec::new();
        leaves(&item.tree, &[], &mut found);
        let is_export = !matches!(item.vis, Visibility::Inherited);
        for (name, path) in found {
            let Some(module) = self.absolute(&path) else { continue };
            if let Some(name) = name {
                self.names.insert(name.clone(), module.clone());
                if is_export {
                    self.exports.push((name, module.clone()));
                }
            }
            // A re-export is not an import within a module: a module's front would import all of
            // it. From another module it is.
            if !is_export || module.first() != self.module.first() {
                self.imports.push(module);
            }
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Module = path.segments.iter().map(|s| s.ident.to_string()).collect();
        if names.len() > 1 {
            self.paths.push(names);
        }
        visit::visit_path(self, path);
    }

    /// A macro's body is code as well, if it parses as arguments.
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let arguments = Punctuated::<Expr, Token![,]>::parse_terminated;
        if let Ok(arguments) = call.parse_body_with(arguments) {
            let mut inside = Self { module: self.module.clone(), ..Self::default() };
            arguments.iter().for_each(|argument| inside.visit_expr(argument));
            self.paths.append(&mut inside.paths);
        }
    }
}

fn read_folder(folder: &Path, module: &[String], sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() {
            read_folder(&path, &[module, &[name]].concat(), sources);
        } else if path.extension().is_some_and(|end| end == "rs") && name != "main" {
            let own = if matches!(name.as_str(), "mod" | "lib") {
                module.to_vec()
            } else {
                [module, &[name]].concat()
            };
            sources.push(Source::read(&path, own));
        }
    }
}

/// Which file of a source tree imports from which.
fn imports(root: &Path) -> BTreeMap<Module, BTreeSet<Module>> {
    let mut sources = Vec::new();
    read_folder(root, &[], &mut sources);
    let tests: Vec<Module> = sources.iter().flat_map(|source| source.tests.clone()).collect();
    sources.retain(|source| !tests.iter().any(|test| source.module.starts_with(test)));
    let files: BTreeSet<Module> = sources.iter().map(|source| source.module.clone()).collect();
    let exports: BTreeMap<Module, Module> = sources
        .iter()
        .flat_map(|source| {
            let exported = |(name, module): &(String, Module)| {
                ([source.module.as_slice(), std::slice::from_ref(name)].concat(), module.clone())
            };
            source.exports.iter().map(exported)
        })
        .collect();
    // Follows an export to the file that defines the item, but not into another module: what a
    // module re-exports from another one is part of its own interface.
    let file_of = |path: &Module| {
        let mut path = path.clone();
        for _ in 0..8 {
            let exported = (1..=path.len()).rev().find_map(|n| Some((n, exports.get(&path[..n])?)));
            let Some((n, module)) = exported.filter(|(_, m)| m.first() == path.first()) else {
                break;
            };
            path = [module.as_slice(), &path[n..]].concat();
        }
        while !files.contains(&path) {
            path.pop();
        }
        path
    };
    let of = |source: &Source| source.imports.iter().map(file_of).collect();
    sources.iter().map(|source| (source.module.clone(), of(source))).collect()
}

fn own_source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn own_imports() -> BTreeMap<Module, BTreeSet<Module>> {
    imports(&own_source())
}

/// The files of each circle: each needs all the others, directly or not. A file that belongs to its
/// parent module (`mod.rs` and what it is split into) makes no circle with it.
fn circles(imports: &BTreeMap<Module, BTreeSet<Module>>) -> BTreeSet<Vec<String>> {
    let others = |file: &Module| {
        let imported = imports[file].iter();
        let file = file.clone();
        imported.filter(move |other| !file.starts_with(other))
    };
    let reachable = |start: &Module| {
        let mut seen = BTreeSet::new();
        let mut to_visit: Vec<&Module> = others(start).collect();
        while let Some(next) = to_visit.pop() {
            if seen.insert(next) {
                to_visit.extend(others(next));
            }
        }
        seen
    };
    let reachable: BTreeMap<&Module, BTreeSet<&Module>> =
        imports.keys().map(|file| (file, reachable(file))).collect();
    let in_circle = |file: &&Module| reachable[*file].contains(*file);
    let circle = |file: &Module| {
        let both = imports
            .keys()
            .filter(|other| reachable[file].contains(other) && reachable[other].contains(file));
        both.map(|file| file.join("::")).collect()
    };
    imports.keys().filter(in_circle).map(circle).collect()
}

#[test]
fn no_module_imports_from_a_module_above_it() {
    let mut wrong = Vec::new();
    for (file, imported) in own_imports() {
        let Some(module) = file.first() else { continue };
        let rule = MODULES.iter().find(|(name, _)| name == module);
        let (_, may) = rule.unwrap_or_else(|| panic!("{module} is not on the map"));
        for target in imported {
            let Some(other) = target.first() else { continue };
            if other != module && !may.contains(&other.as_str()) {
                wrong.push(format!("{} imports {}", file.join("::"), target.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_files_of_a_module_form_a_circle() {
    let circles = circles(&own_imports());
    assert!(circles.is_empty(), "{circles:#?}");
}

/// The two sides for one system each are one to those who use them.
#[test]
fn no_two_public_types_have_one_name() {
    let mut sources = Vec::new();
    read_folder(&own_source(), &[], &mut sources);
    let mut files: BTreeMap<String, BTreeSet<Module>> = BTreeMap::new();
    for source in sources {
        let mut module = source.module;
        module.pop_if(|name| matches!(name.as_str(), "unix" | "windows"));
        for name in source.types {
            files.entry(name).or_default().insert(module.clone());
        }
    }
    files.retain(|_, modules| modules.len() > 1);
    assert!(files.is_empty(), "{files:#?}");
}

#[test]
fn a_circle_is_found_through_an_export_and_in_a_macro_and_tests_make_none() {
    let source = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let file = source.path().join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, text).expect("written");
    };
    write("lib.rs", "mod room;");
    write("room/mod.rs", "mod a;\nmod b;\nmod c;\n#[cfg(test)]\nmod tests;\npub use b::B;");
    write("room/a.rs", "use super::B;\npub struct A(B);");
    write("room/b.rs", "pub struct B;\nfn f() { println!(\"{}\", super::a::LIMIT); }");
    write("room/c.rs", "#[cfg(test)]\nmod tests { use super::super::d::D; }");
    write("room/d.rs", "use super::c::C;");
    write("room/tests.rs", "use super::*;\nuse super::a::A;");
    let found = circles(&imports(source.path()));
    let expected = ["room::a", "room::b"].map(str::to_owned).to_vec();
    assert_eq!(found, BTreeSet::from([expected]));
}

/// Where system-specific code is allowed, one side per system.
const PLATFORM: [&str; 4] = [
    "src/disk/platform/",
    "src/system/platform/",
    "src/system/signals/",
    "src/tui/terminal/device/",
];

/// The conditions that distinguish systems.
const CONDITIONS: [&str; 6] = [
    "cfg(unix)",
    "cfg(windows)",
    "cfg(not(unix))",
    "cfg(not(windows))",
    "cfg!(windows)",
    "cfg!(unix)",
];

/// APIs that only one kind of system has.
const ONE_SYSTEM: [&str; 7] =
    ["os::unix", "os::windows", "os::fd", "rustix::", "nix::", "signal::unix", "io::unix"];

/// The lines of a file that are for one kind of system, except in its tests.
fn for_one_system(text: &str) -> Vec<&str> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut wrong: Vec<&str> = Vec::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let is_import = ONE_SYSTEM.iter().any(|name| {
            line.match_indices(name).any(|(at, _)| !line[..at].ends_with(char::is_alphanumeric))
        });
        if is_import || CONDITIONS.iter().any(|condition| line.contains(condition)) {
            wrong.push(line);
        }
    }
    wrong
}

#[test]
fn system_specific_code_is_in_one_folder_of_its_module() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src")];
    let mut wrong = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(root).expect("inside").to_string_lossy().into_owned();
            let is_test = matches!(path.file_stem(), Some(stem) if stem == "tests");
            let is_source = path.extension().is_some_and(|end| end == "rs");
            if path.is_dir() {
                folders.push(path);
            } else if is_source
                && !is_test
                && !PLATFORM.iter().any(|folder| name.starts_with(folder))
            {
                let text = fs::read_to_string(&path).expect("a source file");
                wrong.extend(for_one_system(&text).iter().map(|line| format!("{name}: {line}")));
            }
        }
    }
    // A console delivers whole events, and only the decoder's own file can accept one.
    wrong.retain(|line| line != "src/tui/terminal/decoder/mod.rs:     #[cfg(windows)]");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_condition_and_an_import_of_one_system_are_found() {
    for line in
        ["#[cfg(unix)]", "use std::os::unix::fs::symlink;", "    rustix::process::getpid();"]
    {
        assert_eq!(for_one_system(line), [line]);
    }
    for line in ["// cfg(unix)", "#[cfg(test)]\nuse nix::X;", "let x = phoenix::y();"] {
        assert_eq!(for_one_system(line), Vec::<&str>::new(), "{line}");
    }
}
