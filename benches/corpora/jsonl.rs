//! Events as a collector writes them, one JSON document a line, nested three deep.

use super::template::Maker;

/// One event.
pub fn record(m: &mut Maker, out: &mut Vec<u8>) {
    m.fill("{\"event\":\"«word».«word»\",\"ts\":«epochms»,\"trace_id\":\"«x32»\",\"span_id\":\"«x16»\",\"sequence\":«d9»,\"user\":{\"id\":\"usr_«d7»\",\"name\":\"«name» «place»\",\"email\":\"«email»\",\"address\":{\"street\":\"«n3» «word» «place»\",\"city\":\"«place»ton\",\"zip\":\"«d5»\"}},\"context\":{\"ip\":\"«ip»\",\"library\":\"«word» «n1».«n2».«n1»\",\"page\":\"«path»\",\"screen\":[«n4»,«n4»],\"session\":«epochms»}", out);
    if m.rng.chance(22) {
        m.append(",\"payment\":{\"pan\":\"«card»\",\"amount\":«n3».«d2»,\"currency\":\"EUR\"}", out);
    }
    if m.rng.chance(10) {
        m.append(",\"tax\":{\"id\":\"«ssn»\",\"year\":«d4»}", out);
    }
    if m.rng.chance(24) {
        m.append(",\"contact\":{\"phone\":\"«phone»\",\"best\":\"«word»\"}", out);
    }
    m.append(",\"tags\":[«d5»],\"message\":\"«w4»\",\"duration_ms\":«n5»,\"ok\":true}\n", out);
}
