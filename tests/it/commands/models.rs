//! `models`: a connection's own list, what its endpoint lists, and a list that is brought up to
//! date.

use std::fs;

use llm_connections::cli::messages::{self, models as say};
use llm_connections::probe::messages::NO_MODELS_INSTALLED;
use serde_json::{Value, json};

use crate::commands::harness::Tree;
use crate::support::server::{Reply, Server};

/// An Ollama with three models, of which one is for embeddings.
fn ollama() -> Server {
    Server::start(|request| match request.line().as_str() {
        "GET /v1/models" => {
            let ids = ["qwen3:30b", "new-vision:7b", "nomic-embed-text:latest"];
            let model = |id| json!({"id": id, "object": "model", "owned_by": "library"});
            Reply::Json(200, json!({"object": "list", "data": ids.map(model)}))
        }
        "GET /" => Reply::Full(200, Vec::new(), b"Ollama is running".to_vec()),
        "POST /api/show" if request.body.contains("qwen3") => Reply::Json(
            200,
            json!({"parameters": "num_ctx 32768", "capabilities": ["completion", "thinking"]}),
        ),
        "POST /api/show" => Reply::Json(
            200,
            json!({"model_info": {"x.context_length": 131_072}, "capabilities": ["completion", "vision"]}),
        ),
        _ => Reply::Json(404, json!({"error": "not found"})),
    })
}

/// A home with a connection to a server, and a workspace that sets a model of it.
fn home(server: &Server) -> Tree {
    let tree = Tree::new();
    let mut json = tree.json();
    json["llmConnections"][1]["baseUrl"] = json!(format!("{}/v1", server.url()));
    json["llmConnections"][1]["models"] = json!(["typed-by-hand", {"id": "qwen3:30b", "name": "Qwen", "contextWindow": 8_192, "x": {"y": 1}}]);
    json["llmConnections"][1]["defaultModel"] = json!("typed-by-hand");
    fs::write(tree.config(), format!("{json:#}\n")).expect("written");
    let own = json!({"name": "Client A", "defaults": {"defaultLlmConnection": "home", "model": "typed-by-hand"}});
    fs::write(tree.path("client-a/config.json"), own.to_string()).expect("written");
    tree
}

fn model<'a>(all: &'a Value, id: &str) -> &'a Value {
    let mut all = all["models"].as_array().expect("an array").iter();
    all.find(|model| model["id"] == id).unwrap_or_else(|| panic!("no {id}"))
}

#[test]
fn own_models_are_listed_with_the_facts_that_apply_in_chats() {
    let server = ollama();
    let tree = home(&server);
    let all = tree.run(&["models", "home", "--json"]).done().json();
    assert_eq!(
        *model(&all, "qwen3:30b"),
        json!({"id": "qwen3:30b", "name": "Qwen", "isDefault": false, "stored": true, "listed": null,
            "context": {"tokens": 8192, "source": "model"}, "maxOutput": null,
            "images": {"value": false, "source": "default"},
            "thinking": {"value": false, "source": "customEndpoint"}})
    );
    assert_eq!(model(&all, "typed-by-hand")["isDefault"], true);
    assert_eq!(server.lines(), [""; 0], "nothing is asked");
    tree.run(&["models", "home"]).done().prints("qwen3:30b").prints("context model");
    tree.run(&["set", "home", "models=", "defaultModel="]).done();
    tree.run(&["models", "home"]).done().prints("No models. Craft needs one here to chat.");
}

#[test]
fn facts_stated_by_the_endpoint_come_with_their_source() {
    let server = ollama();
    let tree = home(&server);
    let before = tree.files();
    let all = tree.run(&["models", "home", "--fetch", "--json"]).done().json();
    assert_eq!(
        *model(&all, "qwen3:30b"),
        json!({"id": "qwen3:30b", "name": null, "isDefault": false, "stored": true, "listed": true,
            "context": {"tokens": 32768, "source": "Ollama", "key": "num_ctx", "basis": "served"},
            "maxOutput": null,
            "images": {"value": false, "source": "Ollama", "key": "capabilities", "basis": "stated"},
            "thinking": {"value": true, "source": "Ollama", "key": "capabilities", "basis": "stated"}})
    );
    let new = model(&all, "new-vision:7b");
    assert_eq!((&new["stored"], &new["context"]["basis"]), (&json!(false), &json!("upTo")));
    let own = model(&all, "typed-by-hand");
    assert_eq!((&own["listed"], &own["isDefault"]), (&json!(false), &json!(true)));
    let ran = tree.run(&["models", "home", "--fetch"]).done();
    insta::assert_snapshot!(ran.out, @r"
       MODEL                    CONTEXT  IMAGES  THINKING  STATE                SOURCE
       qwen3:30b                32K      no      yes       yours                context served by Ollama (num_ctx); images, thinking per Ollama (capabilities)
       new-vision:7b            131K     yes     no                             context model's maximum, per Ollama (context_length); images, thinking per Ollama (capabilities)
       nomic-embed-text:latest
    *  typed-by-hand                                       default, not listed
    ");
    assert_eq!(tree.files(), before);
}

#[test]
fn an_update_is_asked_for_and_only_shown_by_a_dry_run() {
    let server = ollama();
    let tree = home(&server);
    let before = tree.files();
    let update = ["models", "home", "--fetch", "--update"];
    tree.run(&update).refused(say::ask_to_update("Home"));
    tree.run(&update).refused(messages::ADD_YES);
    let shown = tree.run(&[&update[..], &["--dry-run"]].concat()).done();
    insta::assert_snapshot!(shown.out, @r#"
    Dry run, nothing is written: Edited “Home”
      note: new: new-vision:7b (context 131K, images)
      note: changed: qwen3:30b: context 8K → 32K, served by Ollama (num_ctx); images not set → no, per Ollama (capabilities)
      note: not listed: typed-by-hand (kept; --remove-missing removes it)
      note: The default model typed-by-hand is not listed
      llmConnections[home].models[1]: {"id":"qwen3:30b","name":"Qwen","contextWindow":8192,"x":{"y":1}} → —
      llmConnections[home].models[1]: — → {"id":"qwen3:30b","name":"Qwen","contextWindow":32768,"x":{"y":1},"supportsImages":false}
      llmConnections[home].models[2]: — → {"id":"new-vision:7b","contextWindow":131072,"supportsImages":true}
    "#);
    assert_eq!(tree.files(), before);
    for wrong in
        [&["models", "home", "--update"][..], &["models", "home", "--fetch", "--remove-missing"]]
    {
        tree.run(wrong).misused("--");
    }
}

#[test]
fn an_update_changes_the_models_alone_and_a_backup_takes_it_back() {
    let server = ollama();
    let tree = home(&server);
    let before = fs::read(tree.config()).expect("read");
    let whole = tree.json();
    let ran = tree.run(&["models", "home", "--fetch", "--update", "--yes", "--json"]).done().json();
    let models = json!(["typed-by-hand",
        {"id": "qwen3:30b", "name": "Qwen", "contextWindow": 32_768, "x": {"y": 1}, "supportsImages": false},
        {"id": "new-vision:7b", "contextWindow": 131_072, "supportsImages": true}]);
    let mut expected = whole;
    expected["llmConnections"][1]["models"] = models;
    assert_eq!(tree.json(), expected);
    let notes = ran["notes"].to_string();
    let kept = say::unlisted_model("typed-by-hand", false);
    assert!(notes.contains(&kept), "{notes}");
    let again = tree.run(&["models", "home", "--fetch", "--update"]).done();
    again.prints(messages::is_unchanged("Home")).prints(kept);
    tree.run(&["restore", "--yes"]).done();
    assert_eq!(fs::read(tree.config()).expect("read"), before);
}

#[test]
fn missing_models_are_removed_by_choice_and_lost_defaults_named() {
    let server = ollama();
    let tree = home(&server);
    let update = ["models", "home", "--fetch", "--update", "--remove-missing", "--yes"];
    tree.run(&update)
        .done()
        .prints(say::unlisted_model("typed-by-hand", true))
        .prints(say::default_goes("typed-by-hand"))
        .prints(say::workspace_keeps_model("Client A", "typed-by-hand"));
    let home = tree.connection("home");
    assert_eq!(home["defaultModel"], "qwen3:30b");
    let ids = home["models"].as_array().expect("a list").iter().map(|model| &model["id"]);
    assert_eq!(ids.collect::<Vec<_>>(), ["qwen3:30b", "new-vision:7b"]);
}

#[test]
fn nothing_is_updated_without_a_list_and_the_reason_is_shown() {
    let server = Server::start(|_| Reply::Json(401, json!({"error": {"message": "no"}})));
    let tree = home(&server);
    let before = tree.files();
    for more in [&[][..], &["--update", "--yes", "--remove-missing"]] {
        let ran = tree.run(&[&["models", "home", "--fetch"], more].concat());
        ran.refused("key");
    }
    let empty = Server::start(|_| Reply::Json(200, json!({"object": "list", "data": []})));
    let tree_of_empty = home(&empty);
    let files = tree_of_empty.files();
    tree_of_empty
        .run(&["models", "home", "--fetch", "--update", "--yes", "--remove-missing"])
        .refused(NO_MODELS_INSTALLED);
    assert_eq!((tree.files(), tree_of_empty.files()), (before, files));
}
