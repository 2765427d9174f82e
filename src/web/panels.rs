//! Pieces of a page that other parts show there.

use askama::Template;
use rusqlite::Connection;

use super::Frame;
use crate::{
    error::Result,
    part::{Looking, Panel, Place},
};

/// Something that can be drawn once the request is known.
pub trait Draw: Send {
    /// Its HTML; nothing if it cannot be drawn, which is logged.
    fn draw(&self, frame: &Frame) -> String;
}

impl<T: Template + Send> Draw for T {
    fn draw(&self, frame: &Frame) -> String {
        self.render_with_values(frame).unwrap_or_else(|error| {
            tracing::error!(%error, "a piece of a page cannot be drawn");
            String::new()
        })
    }
}

/// A piece of a page.
pub type Drawn = Box<dyn Draw>;

/// The pieces of one page, in the order of the parts.
#[derive(Default)]
pub struct Panels(Vec<(Place, Drawn)>);

impl Panels {
    /// What the parts show with a thing.
    pub fn of(panels: &[Panel], conn: &Connection, looking: &Looking<'_>) -> Result<Self> {
        let mut drawn = Vec::new();
        for panel in panels {
            if let Some(piece) = (panel.show)(conn, looking)? {
                drawn.push((panel.place, piece));
            }
        }
        Ok(Self(drawn))
    }

    fn at(&self, place: Place, frame: &Frame) -> String {
        self.0.iter().filter(|(at, _)| *at == place).map(|(_, piece)| piece.draw(frame)).collect()
    }

    /// Those among the buttons. For templates, as the others.
    pub fn bar(&self, frame: &Frame) -> String {
        self.at(Place::Bar, frame)
    }

    /// Those above the contents.
    pub fn top(&self, frame: &Frame) -> String {
        self.at(Place::Top, frame)
    }

    /// Those below the contents.
    pub fn main(&self, frame: &Frame) -> String {
        self.at(Place::Main, frame)
    }

    /// Those on the page of all that waits.
    pub fn queue(&self, frame: &Frame) -> String {
        self.at(Place::Queue, frame)
    }

    /// Whether there is anything on the page of all that waits.
    pub fn has_queue(&self) -> bool {
        self.0.iter().any(|(at, _)| *at == Place::Queue)
    }

    /// Those beside the contents.
    pub fn side(&self, frame: &Frame) -> String {
        self.at(Place::Side, frame)
    }
}
