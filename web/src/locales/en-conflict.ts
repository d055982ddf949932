// English: two people edited the same.

export const en = {
  conflict: {
    title: "Changed meanwhile",
    changed: "Someone else saved a change to this after you had opened it.",
    changedBy: "{{actor}} saved a change to this at {{time}}, after you had opened it.",
    kept: "Nothing of yours is saved yet, and nothing is lost: what you typed is still in the form. “Load theirs” discards it and shows what is stored now. “Overwrite with mine” stores what you typed over their change.",
    differences: "What they changed",
    none: "empty",
    now: "is now",
    more_one: "and {{count}} more",
    more_other: "and {{count}} more",
    theirs: "Load theirs",
    mine: "Overwrite with mine",
    back: "Back to the form",
    deletedTitle: "Deleted meanwhile",
    deleted: "This was deleted after you had opened it.",
    deletedBy: "{{actor}} deleted this at {{time}}, after you had opened it.",
    keptDeleted:
      "It cannot be saved any more. What you typed is still in the form: copy from it what you need.",
    notSaved: "Not saved: it was changed or deleted meanwhile.",
  },
};
