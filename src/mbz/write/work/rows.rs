//! The files of each thing, as rows of the list.

use super::super::Body;
use super::super::files::{FileList, NewFile};
use super::super::ids::Ids;
use super::super::made;
use super::super::plan::{Made, Original};
use super::Placed;
use crate::mbz::Broken;
use crate::mbz::course::{Course, Stub};
use crate::mbz::files::{Area, CourseFile};

const H5P: &str = "application/zip.h5p";

/// Adds a file of a backup in its new place.
pub(super) fn add(
    files: &mut FileList<'_>,
    area: Area,
    file: &CourseFile,
    licence: Option<&str>,
) -> Result<Option<i64>, Broken> {
    if !file.present || file.alias {
        return Ok(None);
    }
    let own = file.licence.as_deref().filter(|name| *name != "unknown");
    Ok(files.add(&NewFile {
        area,
        path: &file.key.path,
        sha1: file.sha1,
        mime: &file.mime,
        licence: own.or(licence).or(file.licence.as_deref()),
        sort_order: file.sort_order,
    })?)
}

/// Adds the files of something made here; returns their numbers.
pub(super) fn made_files(
    one: &Placed<'_>,
    it: &Made,
    files: &mut FileList<'_>,
) -> Result<Vec<i64>, Broken> {
    let mut rows = Vec::new();
    for (at, file) in it.files.iter().enumerate() {
        let area = Area {
            contextid: one.numbers.contextid,
            component: format!("mod_{}", one.listed.module),
            area: made::area_of(it).to_owned(),
            item: 0,
        };
        rows.extend(files.add(&NewFile {
            area,
            path: &file.name,
            sha1: file.sha1,
            // Moodle knows packages that it plays by a name of its own.
            mime: if one.listed.module == "h5pactivity" { H5P } else { &file.mime },
            licence: file.licence.as_deref(),
            sort_order: i64::from(at == 0 && it.body == Body::File),
        })?);
    }
    Ok(rows)
}

/// Adds the files of an activity that came from a backup; returns their numbers.
pub(super) fn original_files(
    ids: &Ids,
    it: &Original,
    course: &Course,
    stub: &Stub,
    files: &mut FileList<'_>,
) -> Result<Vec<i64>, Broken> {
    let mut rows = Vec::new();
    for file in course.files.of_context(stub.contextid) {
        let area = &file.key.area;
        let kept = match area.component.strip_prefix("mod_") {
            // What hangs on entries of people stays behind with them.
            Some("assignment" | "glossary" | "forum" | "wiki") => area.area == "intro",
            Some("data") => area.area != "content",
            Some(_) => true,
            None => area.component != "question" && !area.component.starts_with("qtype_"),
        };
        if !kept {
            continue;
        }
        let component = match area.component.as_str() {
            "mod_assignment" => "mod_assign".to_owned(),
            other => other.to_owned(),
        };
        // A content package counts its versions there.
        let item = if component == "mod_imscp" { area.item } else { ids.of(it.source, area.item) };
        let place =
            Area { contextid: ids.of(it.source, area.contextid), component, item, ..area.clone() };
        rows.extend(add(files, place, file, it.licence.as_deref())?);
    }
    Ok(rows)
}
