//! Resources and collections in the words of AMB, the metadata profile of the German-speaking
//! countries for open teaching resources (<https://w3id.org/kim/amb/20231019/>), as JSON-LD.

use serde_json::{Map, Value, json};

use crate::{
    collections::Collection,
    ids::Key,
    resources::{Kind, Resource},
    text::{language, markdown},
    topics::Topic,
    vocabulary::{self, TermKind},
};

/// Fields of ISCED-F 2013, by the beginning of their codes, as KIM's school subjects
/// (<http://w3id.org/kim/schulfaecher/>); longer beginnings first.
const SCHOOL_SUBJECTS: &[(&str, &str)] = &[
    ("0213", "s1015"),
    ("0215", "s1020"),
    ("0221", "s1055"),
    ("0222", "s1011"),
    ("0223", "s1021"),
    ("0231", "s1050"),
    ("0232", "s1005"),
    ("0311", "s1033"),
    ("0312", "s1023"),
    ("0313", "s1043"),
    ("0314", "s1058"),
    ("0421", "s1054"),
    ("0511", "s1001"),
    ("0512", "s1001"),
    ("0531", "s1002"),
    ("0532", "s1010"),
    ("0533", "s1022"),
    ("0541", "s1017"),
    ("0542", "s1017"),
    ("1014", "s1031"),
    ("011", "s1045"),
    ("041", "s1033"),
    ("051", "s1001"),
    ("054", "s1017"),
    ("061", "s1013"),
    ("021", "s1015"),
    ("03", "s1042"),
    ("05", "s1052"),
    ("06", "s1013"),
    ("07", "s1059"),
    ("09", "s1012"),
];

fn school_subject(code: &str) -> Option<String> {
    let (_, subject) = SCHOOL_SUBJECTS.iter().find(|(start, _)| code.starts_with(start))?;
    Some(format!("http://w3id.org/kim/schulfaecher/{subject}"))
}

/// Language tags as AMB knows them: ISO 639-1.
fn two_letters(tags: &[String]) -> Vec<String> {
    let mut known: Vec<String> =
        tags.iter().filter_map(|tag| language::primary(tag)).filter(|tag| tag.len() == 2).collect();
    known.dedup();
    known
}

fn concept(id: &str) -> Value {
    json!({ "type": "Concept", "id": id })
}

fn named(id: &str, names: impl IntoIterator<Item = (String, String)>) -> Value {
    let labels: Map<String, Value> = names
        .into_iter()
        .filter(|(tag, _)| tag.len() == 2)
        .map(|(tag, name)| (tag, name.into()))
        .collect();
    json!({ "type": "Concept", "id": id, "prefLabel": labels })
}

fn context(languages: &[String]) -> Value {
    let tag = languages.first().map_or("en", String::as_str);
    json!(["https://w3id.org/kim/amb/context.jsonld", { "@language": tag }])
}

/// Adds a list, unless it is empty.
fn put(object: &mut Map<String, Value>, name: &str, values: Vec<Value>) {
    if !values.is_empty() {
        object.insert(name.to_owned(), values.into());
    }
}

/// A resource; `address` is its page.
pub fn resource(resource: &Resource, topics: &[Topic], address: &str, site: &str) -> Value {
    let (it, content) = (&resource.description, &resource.content);
    let languages = two_letters(&it.languages);
    let mut object = Map::new();
    object.insert("@context".into(), context(&languages));
    object.insert("id".into(), address.into());
    object.insert("type".into(), json!(["LearningResource"]));
    let title = if it.title.is_empty() { resource.key.as_str() } else { it.title.as_str() };
    object.insert("name".into(), title.into());
    let summary = markdown::to_text(&it.summary);
    if !summary.is_empty() {
        object.insert("description".into(), summary.into());
    }
    put(&mut object, "inLanguage", languages.iter().map(|tag| tag.as_str().into()).collect());
    put(&mut object, "creator", creators(resource));
    put(&mut object, "about", about(resource, topics));
    put(&mut object, "learningResourceType", types(resource));
    let levels = it.levels.iter().filter_map(|code| vocabulary::level(code)?.amb_uri());
    put(&mut object, "educationalLevel", levels.map(|id| concept(&id)).collect());
    let keywords = it.keywords.iter().map(|word| word.as_str().into());
    let topics =
        topics.iter().map(|topic| topic.label(languages.first().map_or("en", |tag| tag)).into());
    let mut keywords: Vec<Value> = keywords.chain(topics).collect();
    keywords.dedup();
    put(&mut object, "keywords", keywords);
    if is_open(&it.licence) {
        object.insert("license".into(), json!({ "id": it.licence }));
    }
    object.insert("isAccessibleForFree".into(), true.into());
    if it.date_created.len() == 10 {
        object.insert("dateCreated".into(), it.date_created.as_str().into());
    }
    if let Some(published) = resource.published {
        object.insert("datePublished".into(), published.date().into());
    }
    object.insert("dateModified".into(), resource.changed.date().into());
    if !it.source_title.is_empty() || !it.source_url.is_empty() {
        let name = if it.source_title.is_empty() { &it.source_url } else { &it.source_title };
        let mut source = json!({ "name": name, "type": ["LearningResource"] });
        if !it.source_url.is_empty() {
            source["id"] = it.source_url.as_str().into();
        }
        put(&mut object, "isBasedOn", vec![source]);
    }
    put(&mut object, "encoding", encodings(resource, address));
    let page = json!({ "id": address, "type": "WebContent", "provider":
        { "id": site, "type": "Service", "name": "Hornbook" },
        "dateCreated": resource.made.date(), "dateModified": resource.changed.date() });
    put(&mut object, "mainEntityOfPage", vec![page]);
    if resource.kind == Kind::Link && !content.url.is_empty() {
        let page = json!({ "id": content.url, "type": "WebContent" });
        if let Some(Value::Array(pages)) = object.get_mut("mainEntityOfPage") {
            pages.push(page);
        }
    }
    Value::Object(object)
}

fn creators(resource: &Resource) -> Vec<Value> {
    let authors = resource.description.authors.iter();
    authors
        .map(|author| {
            let mut creator = json!({ "type": "Person", "name": author.name });
            if !author.url.is_empty() {
                creator["id"] = author.url.as_str().into();
            }
            creator
        })
        .collect()
}

/// AMB wants one school subject at least; without one, `about` is left out.
fn about(resource: &Resource, topics: &[Topic]) -> Vec<Value> {
    let codes = &resource.description.subjects;
    let mut schools: Vec<String> = codes.iter().filter_map(|code| school_subject(code)).collect();
    schools.sort();
    schools.dedup();
    if schools.is_empty() {
        return Vec::new();
    }
    let mut about: Vec<Value> = schools.iter().map(|id| concept(id)).collect();
    about.extend(
        codes.iter().filter_map(|code| vocabulary::subject(code)).map(|subject| {
            named(&subject.uri(), [("en".to_owned(), subject.label("en").to_owned())])
        }),
    );
    about.extend(topics.iter().filter_map(|topic| {
        let labels = topic
            .names
            .iter()
            .filter_map(|(tag, names)| Some((tag.clone(), names.first()?.clone())));
        Some(named(&topic.entity()?, labels))
    }));
    about
}

fn types(resource: &Resource) -> Vec<Value> {
    let types = resource.description.types.iter();
    types
        .filter_map(|code| vocabulary::term(TermKind::Type, code))
        .map(|term| concept(term.uri))
        .collect()
}

fn encodings(resource: &Resource, address: &str) -> Vec<Value> {
    let files = resource.content.files.iter().filter(|file| file.role.is_listed());
    files
        .map(|file| {
            let name: String = file
                .name
                .split('/')
                .map(|part| {
                    let part: String =
                        url::form_urlencoded::byte_serialize(part.as_bytes()).collect();
                    part.replace('+', "%20")
                })
                .collect::<Vec<_>>()
                .join("/");
            json!({
                "type": "MediaObject",
                "contentUrl": format!("{address}/dl/{name}"),
                "encodingFormat": file.mime.split(';').next().unwrap_or_default().trim(),
                "contentSize": file.size.to_string(),
                "sha256": file.sha256,
            })
        })
        .collect()
}

/// Whether AMB takes this as a licence.
fn is_open(licence: &str) -> bool {
    let rest = licence.strip_prefix("https://").or_else(|| licence.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        [
            "creativecommons.org/licenses/",
            "creativecommons.org/publicdomain/",
            "www.gnu.org/licenses/",
            "www.apache.org/licenses/",
            "opensource.org/licenses/MIT",
        ]
        .iter()
        .any(|start| rest.starts_with(start))
    })
}

/// A collection with its parts by their keys, and their titles where those are known; `origin` is the address of the site.
pub fn collection(collection: &Collection, parts: &[(Key, Option<String>)], origin: &str) -> Value {
    let languages = two_letters(&collection.languages);
    let mut object = Map::new();
    object.insert("@context".into(), context(&languages));
    object.insert("id".into(), format!("{origin}/k/{}", collection.key).into());
    object.insert("type".into(), json!(["LearningResource", "Collection"]));
    object.insert("name".into(), collection.title.as_str().into());
    let summary = crate::text::sanitise::text(&crate::collections::prose(&collection.summary));
    if !summary.is_empty() {
        object.insert("description".into(), summary.into());
    }
    put(&mut object, "inLanguage", languages.iter().map(|tag| tag.as_str().into()).collect());
    let levels = collection.levels.iter().filter_map(|code| vocabulary::level(code)?.amb_uri());
    put(&mut object, "educationalLevel", levels.map(|id| concept(&id)).collect());
    let parts = parts.iter().map(|(key, title)| {
        let mut part = json!({ "id": format!("{origin}/r/{key}"), "type": ["LearningResource"] });
        if let Some(title) = title {
            part["name"] = title.as_str().into();
        }
        part
    });
    put(&mut object, "hasPart", parts.collect());
    Value::Object(object)
}
