<?php
// Prints what a course of a Moodle holds, as JSON: php inventory.php MOODLE_FOLDER COURSE_ID
//
// Numbers of rows, times and addresses differ from restore to restore and are left out.

define('CLI_SCRIPT', true);
require($argv[1] . '/config.php');

const LEFT_OUT = ['id', 'course', 'timemodified', 'timecreated', 'usermodified', 'userid', 'section',
    'sha1hash', 'revision', 'itemid', 'timepublished', 'contextid', 'usingcontextid', 'instance',
    'prevpageid', 'nextpageid', 'jumpto', 'pageid', 'dependitem', 'categoryid', 'launch', 'typeid',
    'servicesalt', 'firstpost', 'stamp', 'modifiedby', 'createdby', 'activitylink'];

// What belongs to an activity: table, the column that names the activity, the order.
const INNER = [
    'assign' => [['assign_plugin_config', 'assignment', 'plugin, subtype, name']],
    'book' => [['book_chapters', 'bookid', 'pagenum']],
    'choice' => [['choice_options', 'choiceid', 'id']],
    'data' => [['data_fields', 'dataid', 'id']],
    'feedback' => [['feedback_item', 'feedback', 'position']],
    'forum' => [['forum_discussions', 'forum', 'id']],
    'glossary' => [['glossary_entries', 'glossaryid', 'id'], ['glossary_categories', 'glossaryid', 'id']],
    'lesson' => [['lesson_pages', 'lessonid', 'id'], ['lesson_answers', 'lessonid', 'id']],
    'quiz' => [['quiz_slots', 'quizid', 'slot'], ['quiz_sections', 'quizid', 'firstslot'],
        ['quiz_feedback', 'quizid', 'id']],
    'scorm' => [['scorm_scoes', 'scorm', 'sortorder']],
    'wiki' => [['wiki_subwikis', 'wikiid', 'id']],
    'workshop' => [['workshopform_accumulative', 'workshopid', 'sort'],
        ['workshopform_comments', 'workshopid', 'sort'], ['workshopform_numerrors', 'workshopid', 'sort'],
        ['workshopform_rubric', 'workshopid', 'sort']],
];

// What belongs to a question of a type.
const OPTIONS = ['calculated' => 'question_calculated', 'calculatedmulti' => 'question_calculated',
    'calculatedsimple' => 'question_calculated', 'ddimageortext' => 'qtype_ddimageortext_drags',
    'ddmarker' => 'qtype_ddmarker_drags', 'ddwtos' => 'question_ddwtos', 'essay' => 'qtype_essay_options',
    'gapselect' => 'question_gapselect', 'match' => 'qtype_match_subquestions',
    'multichoice' => 'qtype_multichoice_options', 'numerical' => 'question_numerical',
    'ordering' => 'qtype_ordering_options', 'shortanswer' => 'qtype_shortanswer_options'];

function plain(?string $text): string {
    global $CFG;
    $here = preg_quote($CFG->wwwroot, '~');
    $text = preg_replace("~$here/(\\S*?)\\?\\w+=\\d+(&(amp;)?\\w+=\\d+)*~", '@$1', (string) $text);
    $text = preg_replace("~$here/file.php/\\d+/~", '@file/', str_replace("\r\n", "\n", $text));
    return strlen($text) > 80 ? mb_substr($text, 0, 30) . '… ' . md5($text) : $text;
}

function fields(array $row, string $also = ''): array {
    $kept = array_diff_key($row, array_flip(array_merge(LEFT_OUT, [$also])));
    return array_map(fn($value) => plain($value), $kept);
}

function inner(string $module, int $instance): array {
    global $DB;
    $all = [];
    foreach (INNER[$module] ?? [] as [$table, $owner, $order]) {
        foreach ($DB->get_records($table, [$owner => $instance], $order) as $row) {
            $all[$table][] = fields((array) $row, $owner);
        }
    }
    return $all;
}

function files(int $context, ?int $item = null): array {
    global $DB;
    $where = "contextid = ? and filename <> '.'" . ($item === null ? '' : " and itemid = $item");
    $rows = $DB->get_records_select('files', $where, [$context]);
    $line = fn($row) => "$row->component/$row->filearea$row->filepath$row->filename $row->contenthash";
    $lines = array_map($line, array_values($rows));
    sort($lines);
    return $lines;
}

function asked(int $quiz): array {
    global $DB;
    $sql = "select s.slot, q.qtype, q.name from {quiz_slots} s
        join {question_references} r on r.itemid = s.id and r.component = 'mod_quiz' and r.questionarea = 'slot'
        join {question_versions} v on v.questionbankentryid = r.questionbankentryid
        join {question} q on q.id = v.questionid where s.quizid = ? order by s.slot, v.version";
    $slots = [];
    foreach ($DB->get_recordset_sql($sql, [$quiz]) as $row) {
        $slots[$row->slot] = "$row->slot $row->qtype $row->name";
    }
    return array_values($slots);
}

function questions(int $context): array {
    global $DB;
    $sql = "select q.*, c.name as category, v.status, e.idnumber as number from {question} q
        join {question_versions} v on v.questionid = q.id
        join {question_bank_entries} e on e.id = v.questionbankentryid
        join {question_categories} c on c.id = e.questioncategoryid
        where c.contextid = ? order by c.name, q.name, q.qtype, q.id";
    $all = [];
    foreach ($DB->get_records_sql($sql, [$context]) as $row) {
        $question = array_map('plain', (array) $row);
        $one = array_intersect_key($question, array_flip(['category', 'qtype', 'name', 'status', 'number',
            'questiontext', 'generalfeedback', 'defaultmark', 'penalty']));
        $answer = fn($it) => plain($it->answer) . ' ' . round($it->fraction, 4) . ' ' . plain($it->feedback);
        $answers = $DB->get_records('question_answers', ['question' => $row->id], 'id');
        $one['answers'] = array_map($answer, array_values($answers));
        $one['hints'] = $DB->count_records('question_hints', ['questionid' => $row->id]);
        $one['files'] = array_values(array_unique($DB->get_fieldset_sql(
            "select contenthash from {files} where component in ('question', 'qtype_$row->qtype')
             and itemid = ? and filename <> '.' order by contenthash", [$row->id])));
        if ($table = OPTIONS[$row->qtype] ?? null) {
            $owner = isset($DB->get_columns($table)['questionid']) ? 'questionid' : 'question';
            foreach ($DB->get_records($table, [$owner => $row->id], 'id') as $option) {
                $option = fields((array) $option, $owner);
                unset($option['answer']);
                $one['options'][] = $option;
            }
        }
        $all[] = $one;
    }
    return $all;
}

// Categories by their names from the top, and every item with what decides its weight.
function gradebook(int $course): array {
    global $DB;
    $categories = $DB->get_records('grade_categories', ['courseid' => $course]);
    $way = fn($category) => implode(' > ', array_map(
        fn($id) => $categories[$id]->fullname, explode('/', trim($category->path, '/'))));
    $book = ['categories' => [], 'items' => []];
    foreach ($categories as $category) {
        $book['categories'][] = $way($category) . " $category->aggregation $category->keephigh $category->droplow"
            . " $category->aggregateonlygraded $category->aggregateoutcomes $category->hidden";
    }
    sort($book['categories']);
    $items = $DB->get_records('grade_items', ['courseid' => $course], 'sortorder, id');
    $name = fn($item) => $item->itemname ?? "$item->itemtype "
        . (isset($categories[$item->iteminstance]) ? $way($categories[$item->iteminstance]) : '');
    foreach ($items as $item) {
        $formula = preg_replace_callback('/##gi(\d+)##/', fn($found) => '[' . $name($items[$found[1]]) . ']',
            (string) $item->calculation);
        $in = isset($categories[$item->categoryid]) ? $way($categories[$item->categoryid]) : '';
        $weight = array_map(fn($field) => round((float) $item->$field, 4), ['grademax', 'grademin', 'gradepass',
            'multfactor', 'plusfactor', 'aggregationcoef', 'aggregationcoef2']);
        $book['items'][] = $name($item) . " in $in $item->gradetype $formula " . implode(' ', $weight)
            . " $item->weightoverride $item->display $item->hidden $item->idnumber"
            . ($item->scaleid ? ' ' . $DB->get_field('scale', 'scale', ['id' => $item->scaleid]) : '');
    }
    $book['letters'] = $DB->get_records_menu('grade_letters', ['contextid' => context_course::instance($course)->id],
        'lowerboundary', 'lowerboundary, letter');
    $book['settings'] = $DB->get_records_menu('grade_settings', ['courseid' => $course], 'name', 'name, value');
    return $book;
}

/** Blocks of text beside the course, with their files. */
function blocks(int $course): array {
    global $DB;
    $all = [];
    $rows = $DB->get_records('block_instances', ['blockname' => 'html',
        'parentcontextid' => context_course::instance($course)->id], 'defaultregion, defaultweight, id');
    foreach ($rows as $row) {
        $config = (array) unserialize(base64_decode($row->configdata));
        if (trim($config['text'] ?? '') === '') {
            continue;
        }
        $places = $DB->get_records('block_positions', ['blockinstanceid' => $row->id]);
        $place = end($places) ?: (object) ['visible' => 1, 'region' => $row->defaultregion,
            'weight' => $row->defaultweight];
        $all[] = ['title' => $config['title'] ?? '', 'text' => plain($config['text']), 'visible' => (int) $place->visible,
            'region' => $place->region, 'weight' => (int) $place->weight,
            'files' => files(context_block::instance($row->id)->id)];
    }
    return $all;
}

$id = (int) $argv[2];
$course = $DB->get_record('course', ['id' => $id], '*', MUST_EXIST);
$out = ['course' => ['format' => $course->format, 'summary' => plain($course->summary),
    'files' => files(context_course::instance($id)->id)], 'sections' => [], 'activities' => []];
foreach ($DB->get_records('course_sections', ['course' => $id], 'section') as $section) {
    $inside = array_filter(explode(',', $section->sequence ?? ''));
    $out['sections'][] = ['name' => $section->name, 'summary' => plain($section->summary),
        'visible' => (int) $section->visible, 'activities' => count($inside)];
    foreach ($inside as $cmid) {
        $cm = $DB->get_record_sql('select cm.*, m.name as module from {course_modules} cm
            join {modules} m on m.id = cm.module where cm.id = ?', [$cmid], MUST_EXIST);
        $row = (array) $DB->get_record($cm->module, ['id' => $cm->instance], '*', MUST_EXIST);
        $context = context_module::instance($cmid)->id;
        $tags = $DB->get_fieldset_sql("select t.rawname from {tag} t join {tag_instance} i on i.tagid = t.id
            where i.itemtype = 'course_modules' and i.itemid = ? order by 1", [$cmid]);
        $items = $DB->get_fieldset_sql("select concat(itemnumber, ' ', gradetype, ' ', round(grademax, 2), ' ',
            round(gradepass, 2)) from {grade_items} where courseid = ? and itemmodule = ? and iteminstance = ?
            order by itemnumber", [$id, $cm->module, $cm->instance]);
        $condition = $cm->availability ? json_decode($cm->availability, true) : null;
        $out['activities'][] = [
            'module' => $cm->module, 'name' => $row['name'], 'visible' => (int) $cm->visible,
            'indent' => (int) $cm->indent, 'completion' => (int) $cm->completion,
            'condition' => $condition ? ordered($condition) : null, 'fields' => fields($row),
            'inner' => inner($cm->module, $cm->instance), 'tags' => $tags, 'marks' => $items,
            'files' => files($context), 'questions' => questions($context),
            'slots' => $cm->module === 'quiz' ? asked($cm->instance) : [],
        ];
    }
}
$out['gradebook'] = gradebook($id);
$out['blocks'] = blocks($id);
$out['questions'] = questions(context_course::instance($id)->id);
$out['scales'] = $DB->get_fieldset_sql('select scale from {scale} where courseid = ? order by 1', [$id]);
$out['people'] = $DB->count_records_sql('select count(*) from {user_enrolments} u
    join {enrol} e on e.id = u.enrolid where e.courseid = ?', [$id]);
echo json_encode($out, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR), "\n";

/** Conditions with their keys in one order, and without the numbers of what they name. */
function ordered(array $tree): array {
    ksort($tree);
    foreach ($tree as $key => &$value) {
        if (is_array($value)) {
            $value = ordered($value);
        } else if (in_array($key, ['cm', 'id'], true)) {
            $value = 'N';
        }
    }
    return $tree;
}
