/**
 * What tests of other folders may open as a task does; nothing else imports from here.
 *
 * @module
 */
export {
  type DashboardOn,
  dashboardOn,
  type DashboardOnOptions,
} from "./dashboard/dashboard_on.ts";
