// The calendar to drag in. The server's table stands until this is ready, and on a phone it stays.
// A drag, a key and the dialog all call the API's own verb; what it refuses jumps back, with its sentence.

const home = document.getElementById("calendar");
const said = document.getElementById("calendar-said");
const dialog = document.getElementById("move");
const namedDays = JSON.parse(document.getElementById("named-days").textContent);
const VIEWS = { month: "dayGridMonth", week: "timeGridWeek", day: "timeGridDay" };
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const headers = {
  ...JSON.parse(document.body.getAttribute("hx-headers")),
  "Content-Type": "application/json",
  "Accept-Language": document.documentElement.lang,
};
let calendar = null;

function tell(sentence, isRefusal) {
  said.textContent = sentence;
  if (isRefusal) document.dispatchEvent(new CustomEvent("toast", { detail: sentence }));
}

// → true when the server moved it; its sentence is told either way.
async function move(key, change) {
  try {
    const answer = await fetch(`${home.dataset.move}${key}/move/`, { method: "POST", headers, body: JSON.stringify(change) });
    if (answer.ok) {
      tell(home.dataset.moved);
      return true;
    }
    const problem = await answer.json();
    tell(Object.values(problem.errors || {}).flat()[0] || problem.detail || home.dataset.refused, true);
  } catch {
    tell(home.dataset.refused, true);
  }
  return false;
}

function shown() {
  if (calendar) calendar.refetchEvents();
  else location.reload();
}

// Dates of the calendar are the person's own local days and times, written as if they were UTC.
const dayOf = (date) => date.toISOString().slice(0, 10);
const timeOf = (date) => date.toISOString().slice(11, 16);

function changeOf(event) {
  const change = { day: dayOf(event.start), time: event.allDay ? null : timeOf(event.start) };
  if (!event.allDay && event.end) change.minutes = Math.round((event.end - event.start) / 60000);
  return change;
}

async function dropped(info) {
  const change = changeOf(info.event);
  if (info.view.type === "dayGridMonth") delete change.time;
  if (info.delta) delete change.minutes;
  if (await move(info.event.id, change)) shown();
  else info.revert();
}

// The dialog: opened by a link of the list, or by M on a plan.
function ask({ move: key, day, time, minutes, title, series }) {
  const form = dialog.querySelector("form");
  form.reset();
  form.elements.day.value = day;
  form.elements.time.value = time || "";
  form.elements.minutes.value = minutes || "";
  dialog.querySelector("[data-title]").textContent = title;
  dialog.querySelector("[data-of-series]").hidden = !series;
  dialog.dataset.key = key;
  dialog.returnValue = "";
  dialog.showModal();
}

dialog.querySelector("[data-close-move]").addEventListener("click", () => dialog.close());

dialog.addEventListener("close", async () => {
  if (dialog.returnValue !== "move") return;
  const { day, time, minutes, and_later: later } = dialog.querySelector("form").elements;
  const change = { day: day.value, time: time.value || null, minutes: Number(minutes.value) || null, and_later: later.checked };
  if (await move(dialog.dataset.key, change)) shown();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-move]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  ask({ ...link.dataset, series: link.dataset.series === "true" });
});

async function pressed(event, plan) {
  const step = event.altKey && STEPS[event.key];
  const { minutes, series } = plan.extendedProps;
  if (!step && event.key !== "m") return;
  event.preventDefault();
  event.stopPropagation();
  if (!step) {
    ask({ move: plan.id, day: dayOf(plan.start), time: plan.allDay ? "" : timeOf(plan.start), minutes, title: plan.title, series });
    return;
  }
  const day = new Date(plan.start.getTime() + step * 86400000);
  if (!(await move(plan.id, { day: dayOf(day) }))) return;
  shown();
  setTimeout(() => document.querySelector(`[data-plan="${CSS.escape(plan.id)}"]`)?.focus(), 600);
}

function eventOf(item) {
  const hasTime = item.starts.length > 10;
  return {
    id: item.key,
    title: item.title,
    start: item.starts.slice(0, 19),
    end: hasTime && item.ends ? item.ends.slice(0, 19) : undefined,
    allDay: !hasTime,
    url: item.path,
    editable: item.is_movable,
    durationEditable: item.is_movable && hasTime,
    classNames: [`is-${item.state}`, item.colour ? `c${item.colour}` : "own"],
    extendedProps: { item, minutes: item.minutes, series: item.is_series },
  };
}

function icon(name) {
  const mark = document.createElement("i");
  mark.className = `i ti ti-${name}`;
  mark.setAttribute("aria-hidden", "true");
  return mark;
}

function span(words, name) {
  const part = document.createElement("span");
  part.className = name;
  part.textContent = words;
  return part;
}

function contentOf({ event }) {
  const { item } = event.extendedProps;
  const parts = [icon(item.icon), span(item.state_name, "visually-hidden")];
  if (!event.allDay) parts.push(span(item.starts.slice(11, 16), "time"));
  parts.push(span(item.title, "what"));
  if (item.rep) parts.push(span(item.rep, "rep"));
  if (item.is_series) parts.push(icon("repeat"));
  if (item.conflicts.length) parts.push(icon("alert-triangle"), span(item.conflicts.join(" · "), "against"));
  return { domNodes: parts };
}

function nameDay(arg) {
  const [isWorking, name] = namedDays[dayOf(arg.date)] || [arg.date.getUTCDay() % 6 !== 0, ""];
  arg.el.classList.toggle("off", !isWorking);
  // The number of the day would hide from readers what stands in its cell.
  arg.el.removeAttribute("aria-labelledby");
  const head = arg.el.querySelector(".fc-daygrid-day-top, .fc-col-header-cell-cushion");
  if (name && head) head.append(span(name, "cal-name"));
}

async function events(period, done, failed) {
  try {
    const answer = await fetch(home.dataset.feed, { headers });
    done((await answer.json()).map(eventOf));
  } catch (error) {
    failed(error);
  }
}

function open(date) {
  location.assign(home.dataset.dayPage + dayOf(date));
}

function draw() {
  const frame = document.createElement("div");
  const { FullCalendar } = window;
  calendar = new FullCalendar.Calendar(frame, {
    initialView: VIEWS[home.dataset.view],
    initialDate: home.dataset.day,
    timeZone: "UTC",
    now: home.dataset.now,
    locale: home.dataset.locale,
    firstDay: 1,
    fixedWeekCount: false,
    headerToolbar: false,
    height: "auto",
    dayMaxEvents: 6,
    eventMaxStack: 3,
    eventMinHeight: 26,
    slotMinTime: "07:00",
    slotMaxTime: "21:00",
    defaultTimedEventDuration: "00:30",
    snapDuration: "00:05",
    slotLabelFormat: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    allDayText: home.dataset.allDay,
    moreLinkText: (number) => home.dataset.more.replace("{n}", number),
    moreLinkHint: (number) => home.dataset.more.replace("{n}", number),
    moreLinkClick: ({ date }) => open(date),
    // It leads to the day, and unfolds nothing.
    moreLinkDidMount: ({ el }) => {
      for (const name of ["aria-expanded", "aria-controls"]) el.removeAttribute(name);
      el.setAttribute("role", "link");
    },
    editable: true,
    navLinks: true,
    navLinkDayClick: open,
    events,
    eventContent: contentOf,
    eventDrop: dropped,
    eventResize: dropped,
    dayCellDidMount: nameDay,
    dayHeaderDidMount: home.dataset.view === "month" ? undefined : nameDay,
    eventDidMount: ({ el, event }) => {
      el.title = [event.title, event.extendedProps.item.place, ...event.extendedProps.item.conflicts].filter(Boolean).join("\n");
      if (!event.startEditable && !event.extendedProps.item.is_movable) return;
      el.dataset.plan = event.id;
      el.setAttribute("aria-describedby", "calendar-keys");
      el.addEventListener("keydown", (key) => pressed(key, event));
    },
  });
  home.replaceChildren(frame);
  home.classList.add("drawn");
  calendar.render();
}

// A team's week has many at one hour: as a table it can be read.
const isReadable = home.dataset.view === "month" || !home.hasAttribute("data-team");

const isWide = matchMedia("(min-width: 768px)").matches;

if (VIEWS[home.dataset.view] && isReadable && isWide) {
  const script = document.createElement("script");
  script.src = home.dataset.script;
  script.addEventListener("load", draw);
  document.head.append(script);
} else if (!isWide) {
  document.querySelector(".cal .today, .cal-list.today")?.scrollIntoView();
}
