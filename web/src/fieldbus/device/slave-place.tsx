// Which link a device is on, at which unit address, and how to change that.

import { Anchor, Button, Group } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { DeviceKey } from "../../api.ts";
import { Confirm } from "../../base/confirm.tsx";
import { Loaded } from "../../base/states.tsx";
import { toastProblem } from "../../base/toast.ts";
import type { FieldSlave } from "../contract.ts";
import { fieldbusCalls, fieldbusQueries, refreshLinks } from "../fieldbus-calls.ts";
import { SlaveForm } from "../link/slave-form.tsx";
import { placeText } from "../link-words.ts";
import { linkHref } from "../links/link-list.tsx";
import { LinkReason, LinkStatus } from "../links/link-status.tsx";

export function SlavePlace({ slave }: { slave: FieldSlave }) {
  const { t } = useTranslation();
  const link = useQuery(fieldbusQueries.link(slave.linkId));
  return (
    <Loaded query={link}>
      {(answer) => (
        <>
          <dl className="head-facts">
            <div>
              <dt>{t("fieldbus.link")}</dt>
              <dd>
                <Anchor component={Link} href={linkHref(answer.id)} size="sm">
                  {answer.settings.name}
                </Anchor>
              </dd>
            </div>
            <div>
              <dt>{t("fieldbus.unit")}</dt>
              <dd>{slave.settings.unit}</dd>
            </div>
            <div>
              <dt>{t("fieldbus.stateLabel")}</dt>
              <dd>
                <LinkStatus link={answer} />
              </dd>
            </div>
            <div>
              <dt>{t("fieldbus.place")}</dt>
              <dd className="mono break">{placeText(answer.settings, t)}</dd>
            </div>
          </dl>
          <LinkReason link={answer} />
        </>
      )}
    </Loaded>
  );
}

export function SlaveButtons({ device, slave }: { device: DeviceKey; slave: FieldSlave | null }) {
  const { t } = useTranslation();
  const [isEditing, setIsEditing] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => fieldbusCalls.removeSlave(device),
    onSuccess: () => {
      refreshLinks();
      setIsAsking(false);
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <>
      <Group gap="xs">
        {slave && (
          <Button size="xs" variant="default" onClick={() => setIsAsking(true)}>
            {t("fieldbus.takeOff")}
          </Button>
        )}
        <Button size="xs" variant={slave ? "default" : "filled"} onClick={() => setIsEditing(true)}>
          {t(slave ? "word.change" : "fieldbus.putOn")}
        </Button>
      </Group>
      <SlaveForm
        isOpen={isEditing}
        device={device}
        {...(slave && { slave })}
        onClose={() => setIsEditing(false)}
      />
      <Confirm
        isOpen={isAsking}
        title={t("fieldbus.removeSlave", { name: device.deviceName })}
        text={t("fieldbus.removeSlaveText")}
        confirmLabel={t("fieldbus.takeOff")}
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setIsAsking(false)}
      />
    </>
  );
}
