// The dashboard that was open last: the place opens with it.
import { remembered } from "@/components/remember";

const KEY = "dashboards.open";

export const openLast = (): string => remembered(KEY, "");

const put = (id: string) => {
  try {
    localStorage.setItem(`recomamp.${KEY}`, JSON.stringify(id));
  } catch {
    // Without storage the place opens with its list.
  }
};

export const noteOpen = put;
export const forgetOpen = (): void => put("");
