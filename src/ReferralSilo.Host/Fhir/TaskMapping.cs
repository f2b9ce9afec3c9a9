using Hl7.Fhir.Model;
using Priority = ReferralSilo.Contracts.Priority;
using Work = Hl7.Fhir.Model.Task;

namespace ReferralSilo.Host.Fhir;

/// <summary>
/// Tasks that carry the request (BSeR, 360X): one that is over or was called off takes the request with it, one that is
/// more urgent makes the request so. The rest of a Task is not kept.
/// </summary>
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
                issues.Add(FhirIssue.Warn("entry-not-referred", "This Task is of something else: it is not kept.",
                    located.Path));
            else if (task.Status is Work.TaskStatus.Cancelled or Work.TaskStatus.EnteredInError
                or Work.TaskStatus.Failed
                or Work.TaskStatus.Rejected or Work.TaskStatus.Completed or Work.TaskStatus.OnHold
                    or Work.TaskStatus.Draft)
                issues.Add(FhirIssue.Error("business-rule",
                    "The Task that carries the request says that it is not to be acted on.", $"{located.Path}.status"));
            else
            {
                if (task.Priority is { } priority) priorities.Add(priority);
                issues.Add(FhirIssue.Warn("entry-not-kept", "Of a Task only status and priority count.", located.Path));
            }
        }
    }

    /// <summary>The most urgent of the request and its tasks.</summary>
    public Priority Raised(Priority priority) =>
        priorities.Select(own => ServiceRequestMapping.PriorityOf(own)).Append(priority).Max();
}
