import { notifyManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { TipProvider } from "@/components/Tip";
import { ToastProvider } from "@/components/Toast";
import type { makeRouter } from "./router";
import { SignInProvider } from "./signin";

// Keys and answers are drawn in the frame in which they come; the library's own timer puts them off to a later one.
notifyManager.setScheduler(queueMicrotask);

/**
 * The host is on this computer and answers or fails at once: nothing is retried, and its events say what is stale. What
 * failed stays failed until somebody asks again, or a part that shows the failure would ask anew by being shown.
 */
export function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: false,
        retryOnMount: false,
        networkMode: "always",
        refetchOnWindowFocus: false,
        staleTime: 30_000,
      },
      mutations: { networkMode: "always" },
    },
  });
}

export function App({ client, router }: { client: QueryClient; router: ReturnType<typeof makeRouter> }) {
  return (
    <QueryClientProvider client={client}>
      <TipProvider>
        <ToastProvider>
          <SignInProvider>
            <RouterProvider router={router} />
          </SignInProvider>
        </ToastProvider>
      </TipProvider>
    </QueryClientProvider>
  );
}
