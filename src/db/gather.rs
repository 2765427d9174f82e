//! `rowids(…)`: a whole column of numbers in one step.
//!
//! Taking tens of thousands of rows out of a statement one by one costs more than finding them.

use rusqlite::{
    Connection,
    functions::{Aggregate, Context, FunctionFlags},
};

/// Gathers row numbers that fit into 32 bits; greater and lesser ones are left out.
struct Rowids;

impl Aggregate<Vec<u8>, Option<Vec<u8>>> for Rowids {
    fn init(&self, _: &mut Context<'_>) -> rusqlite::Result<Vec<u8>> {
        Ok(Vec::new())
    }

    fn step(&self, context: &mut Context<'_>, gathered: &mut Vec<u8>) -> rusqlite::Result<()> {
        let number: i64 = context.get(0)?;
        if let Ok(number) = u32::try_from(number) {
            gathered.extend(number.to_ne_bytes());
        }
        Ok(())
    }

    fn finalize(
        &self,
        _: &mut Context<'_>,
        gathered: Option<Vec<u8>>,
    ) -> rusqlite::Result<Option<Vec<u8>>> {
        Ok(gathered)
    }
}

/// Makes `rowids(…)` known to a connection.
pub fn register(conn: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    conn.create_aggregate_function("rowids", 1, flags, Rowids)
}

/// What `rowids(…)` answered, in the order in which the rows came.
pub fn gathered(answer: Option<&[u8]>) -> Vec<u32> {
    let (numbers, _) = answer.unwrap_or_default().as_chunks();
    numbers.iter().map(|number| u32::from_ne_bytes(*number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(conn: &Connection, question: &str) -> Vec<u32> {
        let answer = |row: &rusqlite::Row<'_>| {
            row.get_ref(0).map(|blob| gathered(blob.as_blob_or_null().unwrap()))
        };
        conn.query_row(question, [], answer).unwrap()
    }

    #[test]
    fn numbers_come_in_the_order_of_their_rows() {
        let conn = Connection::open_in_memory().unwrap();
        register(&conn).unwrap();
        let some = "with n(it) as (values (7), (4294967295), (1), (-1), (4294967296), (1))";
        assert_eq!(ask(&conn, &format!("{some} select rowids(it) from n")), [7, u32::MAX, 1, 1]);
        assert_eq!(ask(&conn, &format!("{some} select rowids(it) from n where it = 9")), [0; 0]);
    }
}
