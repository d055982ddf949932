// English texts of moving in from another cloud.

export const en = {
  moveIn: {
    title: "Move in",
    fromOther: "Moving devices over from Alibaba Cloud or OneNET?",
  },
};
