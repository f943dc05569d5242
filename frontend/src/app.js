// Everything every page needs. Each module improves a page that already works without it.
import "./htmx.js";
import "./bell.js";
import "./combobox.js";
import "./dialogs.js";
import "./files.js";
import "./finder.js";
import "./focus.js";
import "./follow.js";
import "./forms.js";
import "./keyboard.js";
import "./menus.js";
import "./palette.js";
import "./rows.js";
import "./theme.js";
import "./times.js";
import "./toasts.js";
