/* Tables sort by a click on a heading, or Enter or Space on it; totals stay at the end. */
(function () {
    'use strict';
    var collator = new Intl.Collator(document.documentElement.lang, {numeric: true});

    /* Numbers by their value, texts as people sort them; what is blank comes last, either way. */
    function key(row, column) {
        var cell = row.cells[column];
        if (cell.hasAttribute('data-value'))
            return Number(cell.getAttribute('data-value'));
        return cell.classList.contains('number') ? null : cell.textContent;
    }

    function compare(a, b, sign) {
        if (a === null || a === '' || b === null || b === '')
            return (a === null || a === '') - (b === null || b === '');
        return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(a, b));
    }

    function sort(table, heading) {
        var column = heading.cellIndex, body = table.tBodies[0];
        var before = heading.getAttribute('aria-sort');
        var first = heading.classList.contains('number') ? 'descending' : 'ascending';
        var now = before === 'none' ? first : before === 'ascending' ? 'descending' : 'ascending';
        var rows = Array.from(body.rows).map(function (row) {
            return {row: row, key: key(row, column)};
        });
        rows.sort(function (a, b) {
            return compare(a.key, b.key, now === 'ascending' ? 1 : -1);
        });
        rows.forEach(function (item) {
            body.appendChild(item.row);
        });
        Array.from(heading.parentNode.cells).forEach(function (other) {
            other.setAttribute('aria-sort', other === heading ? now : 'none');
        });
    }

    document.querySelectorAll('table.sortable th [role=button]').forEach(function (button) {
        button.addEventListener('click', function () {
            sort(button.closest('table'), button.parentNode);
        });
        button.addEventListener('keydown', function (event) {
            if (event.key === 'Enter' || event.key === ' ') {
                event.preventDefault();
                button.click();
            }
        });
    });
})();
