using Hl7.Fhir.Model;
using Priority = ReferralSilo.Contracts.Priority;
using Work = Hl7.Fhir.Model.Task;

namespace ReferralSilo.Fhir;

/// <summary>Maps Tasks about the request (BSeR, 360X): a finished or cancelled Task refuses the request, and a more
/// urgent one raises its priority. Other elements of a Task are not kept.</summary>
internal sealed class TaskMapping
{
    private readonly List<RequestPriority> priorities = [];

    public TaskMapping(ServiceRequest request, FhirScope scope, List<FhirIssue> issues)
    {
        foreach (var (task, located) in scope.All<Work>())
        {
            var about = (task.BasedOn ?? []).Prepend(task.Focus).Where(reference => reference is not null).ToArray();
            if (about.Length > 0
                && !about.Any(reference => ReferenceEquals(scope.Find(reference, located)?.Resource, request)))
                issues.Add(FhirIssue.Warning("entry-not-referred",
                    "This Task is not about the request: it is not kept.", located.Path));
            else if (task.Status is Work.TaskStatus.Cancelled or Work.TaskStatus.EnteredInError
                or Work.TaskStatus.Failed
                or Work.TaskStatus.Rejected or Work.TaskStatus.Completed or Work.TaskStatus.OnHold
                    or Work.TaskStatus.Draft)
                issues.Add(FhirIssue.Error("business-rule",
                    "The status of the request's Task says that nothing may be done.", $"{located.Path}.status"));
            else
            {
                if (task.Priority is { } priority) priorities.Add(priority);
                issues.Add(FhirIssue.Warning("entry-not-kept", "Only status and priority of a Task are used.",
                    located.Path));
            }
        }
    }

    /// <summary>The highest priority of the request and its Tasks.</summary>
    public Priority Raised(Priority priority) =>
        priorities.Select(own => ServiceRequestMapping.PriorityOf(own)).Append(priority).Max();
}
